/** The authorize page: which account of which workspace, what the app may do there, yes or no. Plain forms, no script. */
import type { Incoming } from '../http.ts'
import type { Grants } from './grants.ts'

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const page = (title: string, body: string, status = 200): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>body{font:16px/1.5 system-ui;margin:0}main{max-width:26rem;margin:2rem auto;padding:1rem}button{font:inherit;padding:.6rem 1rem;margin:.3rem .3rem 0 0}label{display:block}</style><main><h1>${escaped(title)}</h1>${body}</main></html>`,
    { status, headers: { 'content-type': 'text/html; charset=utf-8' } },
  )

export function authorize(grants: Grants, incoming: Incoming, now: number): Response {
  const { query } = incoming
  const client = grants.client(query.get('client_id'))
  const redirectUri = query.get('redirect_uri') ?? ''
  // Nobody is sent on to an address that nobody registered.
  if (!client?.redirect_uris.includes(redirectUri)) {
    return page('Invalid request', '<p>This app or its redirect is not registered.</p>', 400)
  }
  const state = query.get('state')
  const back = (answer: { readonly [name: string]: string }): Response => {
    const to = new URL(redirectUri)
    for (const [name, value] of Object.entries(answer)) to.searchParams.set(name, value)
    if (state !== null) to.searchParams.set('state', state)
    return new Response(null, { status: 302, headers: { location: to.href } })
  }
  if (query.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' })
  const people = grants.people()
  if (incoming.method === 'GET') {
    return page(
      `${client.name} wants to access Attio (simulated)`,
      `<form method="post" action="${escaped(`${incoming.path}?${query}`)}">
<fieldset><legend>Workspace</legend>${people
        .map(
          ({ workspace, member }, i) =>
            `<label><input type="radio" name="person" value="${escaped(`${workspace.id} ${member.id}`)}"${i === 0 ? ' checked' : ''}> ${escaped(workspace.name)} as ${escaped(member.email)}</label>`,
        )
        .join('')}</fieldset>
<p>It will be able to:</p><ul>${client.scopes.map((scope) => `<li>${escaped(scope)}</li>`).join('')}</ul>
<button name="decision" value="allow">Connect to workspace</button>
<button name="decision" value="deny">Cancel</button>
</form>`,
    )
  }
  const form = new URLSearchParams(incoming.text)
  const chosen = people.find(
    ({ workspace, member }) => form.get('person') === `${workspace.id} ${member.id}`,
  )
  if (form.get('decision') !== 'allow' || !chosen) return back({ error: 'access_denied' })
  const { workspace, member } = chosen
  const consent = { clientId: client.client_id, redirectUri, workspaceId: workspace.id }
  return back({ code: grants.giveCode({ ...consent, memberId: member.id }, now) })
}
