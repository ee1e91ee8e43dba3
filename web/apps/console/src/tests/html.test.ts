import { describe, expect, it } from 'vitest';
import { htmlToText, isEmptyHtml, renderMail, renderText, textToHtml } from '../lib/html.ts';

function shown(html: string, attachments: Parameters<typeof renderMail>[1] = []): { html: string; folds: string[]; blocked: number } {
  const made = renderMail(html, attachments, 'blocked');
  const holder = document.createElement('div');
  holder.append(made.node);
  return { html: holder.innerHTML, folds: made.folds.map((f) => `${f.kind}:${f.node.textContent}`), blocked: made.blocked };
}

describe('mail HTML', () => {
  it('lets no script, handler, style, frame, form or foreign scheme through, whatever came', () => {
    const hostile = [
      '<script>alert(1)</script><b onclick="x()" style="color:red">a</b>', '<img src=x onerror=alert(1)>', '<a href="javascript:alert(1)">x</a>', '<a href=" JaVaScRiPt:alert(1)">x</a>',
      '<a href="data:text/html,x">x</a>', '<iframe src="https://x.example"></iframe>', '<form action="/x"><input name=a></form>', '<svg onload=alert(1)><style>*{}</style></svg>', '<math><mtext></mtext></math>',
      '<div><template><img src=x></template></div>', '<base href="https://x.example">', '<p lang="en\" onclick=x">y</p>', '<meta http-equiv=refresh content="0;url=//x">',
    ];
    for (const html of hostile) {
      const made = shown(html).html;
      expect(made, html).not.toMatch(/script|onerror|onclick|onload|style=|iframe|form|svg|template|base|meta|javascript:|data:text/i);
    }
  });
  it('shows pictures of the mail, counts those from outside and drops beacons silently', () => {
    const file = { id: 'att_1', name: 'logo.png', type: 'image/png', size: 1, inline: true, content_id: 'logo@x' };
    const made = shown('<img data-cid="logo@x" alt="Logo"><img data-remote-src="https://t.example/p.gif" width="1" height="1"><img data-remote-src="https://t.example/big.png" alt="Big">', [file]);
    expect(made.html).toContain('src="/api/v1/attachments/att_1?inline=1"');
    expect(made.blocked).toBe(2);
    expect(made.html).toContain('Big');
    expect(made.html).not.toContain('t.example');
  });
  it('takes folded parts out of the visible text and keeps them', () => {
    const made = shown('<p>Yes.</p><div data-fold="quote">On Monday …</div><div data-fold="signature">Maya</div>');
    expect(made.html).toBe('<p>Yes.</p>');
    expect(made.folds).toEqual(['quote:On Monday …', 'signature:Maya']);
  });
  it('names the true host of a link that shows another one', () => {
    expect(shown('<a href="https://evil.example/x" data-mismatch="evil.example">bank.example</a>').html).toContain('(evil.example)');
  });
  it('opens links apart and without telling from where', () => {
    expect(shown('<a href="https://x.example">x</a>').html).toContain('rel="noopener noreferrer nofollow"');
  });
});

describe('text', () => {
  it('escapes and keeps lines both ways', () => {
    expect(textToHtml('a < b\nc\n\nd & "e"')).toBe('<p>a &#60; b<br>c</p><p>d &#38; &#34;e&#34;</p>');
    expect(htmlToText('<p>a &lt; b<br>c</p><p>d</p>')).toBe('a < b\nc\n\nd');
    expect(htmlToText('<ul><li>one</li><li>two</li></ul>')).toContain('- one');
  });
  it('knows what is empty', () => {
    for (const html of ['', '<p></p>', '<p> </p><p><br></p>']) expect(isEmptyHtml(html), html).toBe(true);
    expect(isEmptyHtml('<p><img src="/x"></p>')).toBe(false);
  });
  it('links addresses without the full stop behind them', () => {
    const holder = document.createElement('div');
    holder.append(renderText('See https://x.example/a. Or write to b@c.example!'));
    expect([...holder.querySelectorAll('a')].map((a) => a.getAttribute('href'))).toEqual(['https://x.example/a', 'mailto:b@c.example']);
    expect(holder.textContent).toBe('See https://x.example/a. Or write to b@c.example!');
  });
});
