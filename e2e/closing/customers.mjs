// Five customers who write to the address at each step of its closing, each in their own language, and what they should read back.

/** What each writes; the mark stands in subject and text, and nowhere else. */
export const CUSTOMERS = [
  {
    language: 'en', name: 'Ellen Marlow', local: 'ellen.marlow', subject: 'Where is my parcel',
    text: (mark) => `Hello,\n\nmy parcel for the order ${mark} has been on its way for more than a week. Could you tell me where it is, please?\n\nThank you,\nEllen Marlow`,
  },
  {
    language: 'de', name: 'Jonas Weber', local: 'jonas.weber', subject: 'Wo ist mein Paket',
    text: (mark) => `Guten Tag,\n\nmein Paket zur Bestellung ${mark} ist seit mehr als einer Woche unterwegs. Können Sie mir bitte sagen, wo es gerade ist?\n\nViele Grüße\nJonas Weber`,
  },
  {
    language: 'et', name: 'Kadri Tamm', local: 'kadri.tamm', subject: 'Kus on minu pakk',
    text: (mark) => `Tere!\n\nMinu pakk tellimusega ${mark} on olnud teel juba üle nädala. Kas te oskate öelda, kus see praegu on?\n\nAitäh ja parimate soovidega\nKadri Tamm`,
  },
  {
    language: 'zh', name: '王芳', local: 'wang.fang', subject: '我的包裹在哪里',
    text: (mark) => `您好！\n\n我的订单 ${mark} 的包裹已经在路上一个多星期了。请问现在到哪里了？\n\n谢谢！\n王芳`,
  },
  {
    language: 'ar', name: 'عمر حداد', local: 'omar.haddad', subject: 'أين طردي',
    text: (mark) => `مرحبًا،\n\nطردي للطلب رقم ${mark} في الطريق منذ أكثر من أسبوع. هل يمكنكم إخباري أين هو الآن من فضلكم؟\n\nشكرًا لكم\nعمر حداد`,
  },
];

/** A sentence of each text, by what the door says. What is only shipped speaks no Arabic: that customer reads English. */
export const SAID = {
  acknowledgement: { en: 'we have your message', de: 'ist bei uns angekommen', et: 'Saime teie kirja kätte', zh: '我们已收到您的来信', ar: 'we have your message' },
  announcement: { en: 'This address will close soon', de: 'Diese Adresse schließt bald', et: 'See aadress suletakse varsti', zh: '此邮箱即将停用', ar: 'سيُغلق هذا العنوان قريبًا' },
  signpost: { en: 'this address takes no new questions any more', de: 'diese Adresse nimmt keine neuen Fragen mehr an', et: 'See aadress uusi küsimusi enam vastu ei võta', zh: '此邮箱不再接收新问题', ar: 'لم يعد هذا العنوان يستقبل أسئلة جديدة' },
  closed: { en: 'this address is closed', de: 'diese Adresse ist geschlossen', et: 'See aadress on suletud', zh: '此邮箱已停用', ar: 'هذا العنوان مغلق' },
};

/** Pages that the help center has; the others are read in English. */
export const PAGES = ['en', 'de', 'et', 'zh'];
