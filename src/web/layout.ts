// The one page frame that portal and console share: a narrow column, system fonts, light and dark, no script, nothing from elsewhere.
// The style sheet stands in the page and is allowed by its hash, so that a page is one request and the policy stays strict.
import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html.ts'

export interface Page {
  /** Shown in the browser's tab and history: never anything of a message. */
  readonly title: string
  readonly body: Html
  /** Small print under the page. */
  readonly footer?: Html
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#4a5563;--line:#d5dbe1;--paper:#fff;--back:#f3f5f7;--act:#0b5c6b;--act-ink:#fff;--warn:#7a3d00;--warn-back:#fff4e5;--warn-line:#f0c48a}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#aab4bf;--line:#39434e;--paper:#1b222a;--back:#12171c;--act:#7fd3e0;--act-ink:#06262c;--warn:#ffd9a8;--warn-back:#33260f;--warn-line:#6b4e1c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--back);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;border-radius:.5rem}
header,main,footer{max-width:46rem;margin:0 auto;padding:0 1rem}
header{padding-top:1rem;padding-bottom:.5rem;display:flex;align-items:center;gap:.6rem;color:var(--soft);font-size:.9rem}
header svg{flex:none;width:1.4rem;height:1.4rem}
main{padding-bottom:2rem}
footer{padding-bottom:2.5rem;color:var(--soft);font-size:.875rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem;margin:0 0 1rem}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1rem;margin:0 0 .6rem}
p{margin:0 0 .9rem}p:last-child{margin-bottom:0}
a{color:var(--act)}
.soft{color:var(--soft)}
button,.button{display:inline-block;min-height:3rem;padding:.7rem 1.5rem;border:0;border-radius:.6rem;background:var(--act);color:var(--act-ink);font:inherit;font-weight:600;cursor:pointer;text-decoration:none}
button:hover,.button:hover{filter:brightness(1.08)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
form{margin:1.1rem 0}
@media (max-width:30rem){button{width:100%}}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0}
dl.facts dt,dl.facts .soft{color:var(--soft)}dl.facts dd{margin:0}dl.facts dd span{display:block;line-height:1.35}
.notice{background:var(--warn-back);border:1px solid var(--warn-line);color:var(--warn);border-radius:.6rem;padding:.7rem 1rem;margin:0 0 1rem;font-size:.925rem}
.text{white-space:pre-wrap}
.mail{color-scheme:light;background:#fff;color:#1b2430;overflow-x:auto;contain:content;isolation:isolate}
.mail a{color:#0b5c6b}
.mail p{margin:1em 0}.mail>p:first-child,.mail>div:first-child>p:first-child{margin-top:0}
.mail *{max-width:100%!important;box-sizing:border-box}
.mail img{height:auto}
.mail blockquote{margin:.75rem 0;padding-left:1rem;border-left:3px solid #c5cdd5;color:#4a5563}
ul.files{list-style:none;margin:0;padding:0}
ul.files li{display:flex;align-items:center;justify-content:space-between;gap:1rem;padding:.6rem 0;border-top:1px solid var(--line)}
ul.files li:first-child{border-top:0;padding-top:0}ul.files li:last-child{padding-bottom:0}
ul.files a{display:inline-flex;align-items:center;min-height:2.75rem;flex:none;font-weight:600}
@media print{body{background:#fff}header,footer,.notice,ul.files a{display:none}.card{border:0;padding:0}}
`

/** For `style-src` of the content security policy. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

const MARK =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" d="M12 2a8 8 0 0 0-8 8v12h16V10a8 8 0 0 0-8-8Zm0 2a6 6 0 0 1 6 6v10h-3v-8a3 3 0 0 0-6 0v8H6V10a6 6 0 0 1 6-6Z"/></svg>'

/** @param name whose page this is, shown at the top: the host name of the portal */
export function renderPage(page: Page, name: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>${trusted(MARK)}<span>${name}</span></header>
<main id="main">
${page.body}
</main>
<footer>${page.footer}</footer>
</body>
</html>
`.markup
}
