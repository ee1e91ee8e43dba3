// Mails as the programs of customers write them.

/** As Outlook answers: its own HTML, the old mail below a line with a copied header. Gives `{ text, type }` for `letter`. */
export function outlookReply({ said, quoted, from, to, subject }) {
  const boundary = '_000_OutlookLike_';
  const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;} --></style></head>
<body lang="DE" link="#0563C1"><div class="WordSection1">
<p class="MsoNormal"><span lang="EN-GB">${said}<o:p></o:p></span></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b><span lang="EN-US">From:</span></b><span lang="EN-US"> ${to} <br><b>Sent:</b> Saturday, 21 November 2026 10:12<br><b>To:</b> ${from}<br><b>Subject:</b> ${subject}<o:p></o:p></span></p>
</div></div>
<p class="MsoNormal">${quoted}<o:p></o:p></p>
</div></body></html>`;
  const plain = `${said.replace(/<[^>]*>/g, '')}\n\nFrom: ${to}\nSent: Saturday, 21 November 2026 10:12\nTo: ${from}\nSubject: ${subject}\n\n${quoted}\n`;
  const text = [`--${boundary}`, 'Content-Type: text/plain; charset="utf-8"', 'Content-Transfer-Encoding: 8bit', '', plain, `--${boundary}`, 'Content-Type: text/html; charset="utf-8"', 'Content-Transfer-Encoding: 8bit', '', html, `--${boundary}--`, ''].join('\n');
  return { text, type: `multipart/alternative; boundary="${boundary}"` };
}

/** Subject, sender and body in GB18030, as mail programs in China often write. */
export const chinese = {
  from: '=?GB18030?B?zfW3vA==?= <wang@kehu.example>',
  subject: '=?GB18030?B?zcu/7ru5w7vT0MrVtb0=?=',
  text: 'xPq6w6OsDQoNCr7FzOzHsM7Szcu72MHL0ru8/s3izNejrLWrzcu/7ru5w7vT0LW91cuho8frsO/D\nprLp0rvPwqGjDQoNCtC70LsNCs31t7wNCg==',
  type: 'text/plain; charset=GB18030',
  encoding: 'base64',
};

/** A delivery report (RFC 3464) of the customer's server about a mail that the desk sent. */
export function bounceOf(mail, { recipient, status = '5.1.1', why = '550 5.1.1 No such user here' }) {
  const boundary = 'report.0';
  const head = mail.raw.split(/\r?\n\r?\n/, 1)[0];
  const text = [
    `--${boundary}`, 'Content-Type: text/plain; charset=us-ascii', '', 'This is the mail system at host mx.kunde.example.', '', `<${recipient}>: ${why}`, '',
    `--${boundary}`, 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.kunde.example', '', `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', `Status: ${status}`, `Diagnostic-Code: smtp; ${why}`, '',
    `--${boundary}`, 'Content-Type: text/rfc822-headers', '', head, '', `--${boundary}--`, '',
  ].join('\n');
  return { from: 'Mail Delivery System <mailer-daemon@mx.kunde.example>', subject: 'Undelivered Mail Returned to Sender', text, type: `multipart/report; report-type=delivery-status; boundary="${boundary}"`, headers: { 'Auto-Submitted': 'auto-replied' } };
}
