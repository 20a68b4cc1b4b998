/** Our own pages: plain HTML that works on a phone, without a script and without anything from elsewhere. */

const ENTITIES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that stands in HTML, and whatever was typed stays text. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/** A whole page. `title` is text, `body` is HTML. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<main>
<h1>${escape(title)}</h1>
${body}
</main>
</html>`

/** A page that says one thing. */
export const sentencePage = (title: string, sentence: string, more = ''): string =>
  page(title, `<p role="alert">${escape(sentence)}</p>${more}`)

const STYLE = `
:root { color-scheme: light dark; --quiet: light-dark(#555, #b5b5b5); --line: light-dark(#ddd, #444) }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: light-dark(#fff, #121212); color: light-dark(#111, #f5f5f5) }
main { max-width: 28rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.4rem; line-height: 1.25 } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
ul { padding-left: 1.25rem } li { margin: .25rem 0 }
.code { display: block; font: 600 2rem ui-monospace, monospace; letter-spacing: .15em; margin: 1rem 0; text-align: center }
.quiet { color: var(--quiet); font-size: .9rem }
[role=alert], [role=status] { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem }
button { font: inherit; font-weight: 600; width: 100%; min-height: 3rem; border: 0; border-radius: .5rem;
  background: light-dark(#1b61c9, #6ea8fe); color: light-dark(#fff, #10131a); cursor: pointer }
button:focus-visible { outline: 3px solid light-dark(#0b2e63, #cfe2ff); outline-offset: 2px }
`
