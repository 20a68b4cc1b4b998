/** The pages a person sees on the way: who they are, what is asked, what they give. Plain forms, no script. */
import type { Base, User } from '../state.ts'
import type { WorldClient } from '../world.ts'

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const STYLE = `body{font:16px/1.5 system-ui;margin:0;background:#f2f4f8;color:#1d1f25}
main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:12px}
button{font:inherit;padding:.6rem 1rem;margin:.3rem .3rem 0 0}label{display:block}`

export const page = (title: string, body: string, status = 200): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style><main><h1>${escaped(title)}</h1>${body}</main></html>`,
    { status, headers: { 'content-type': 'text/html; charset=utf-8' } },
  )

/** Where nothing is known of who sent the person, they are not sent back. */
export const strangePage = (why: string): Response =>
  page('Something is wrong with this sign-in', `<p>${escaped(why)}</p>`, 400)

/** The accounts somebody is signed in with, each a link to the question proper. */
export const accountPage = (users: readonly User[], here: URL): Response =>
  page(
    'Sign in to Airtable (simulated)',
    `<p>Choose an account</p><ul>${users
      .map(({ id, email, name }) => {
        const query = new URLSearchParams([...here.searchParams, ['account', id]])
        return `<li><a href="${escaped(`${here.pathname}?${query}`)}">${escaped(name ?? email)} (${escaped(email)})</a></li>`
      })
      .join('')}</ul>`,
  )

export const consentPage = (
  client: WorldClient,
  user: User,
  scopes: readonly string[],
  bases: readonly Base[],
  here: URL,
): Response =>
  page(
    `${client.name} would like to use your Airtable`,
    `<form method="post" action="${escaped(here.pathname + here.search)}">
<p>Signed in as ${escaped(user.email)}</p>
<p>It asks to:</p><ul>${scopes.map((scope) => `<li>${escaped(scope)}</li>`).join('')}</ul>
<fieldset><legend>Bases it may use</legend>
<label><input type="checkbox" name="base" value="all"> All current and future bases</label>
${bases.map(({ id, name }) => `<label><input type="checkbox" name="base" value="${escaped(id)}"> ${escaped(name)}</label>`).join('\n')}
</fieldset>
<button name="decision" value="grant">Grant access</button>
<button name="decision" value="cancel">Cancel</button>
</form>`,
  )
