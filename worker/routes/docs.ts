/** The API on one plain page, for people: no script, nothing loaded from elsewhere. */
import * as z from 'zod'
import { addressOf, methodOf, whoMay } from './openapi.ts'
import { refusalsOf } from './refusal.ts'
import type { Route } from './route.ts'
import { TOLD } from './told/all.ts'

export function docsPage(routes: readonly Route[]): string {
  const list = routes
    .map((route) => `<li><a href="#${anchor(route)}"><code>${escape(route.name)}</code></a></li>`)
    .join('')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DataSync Pro: the API</title>
<style>${STYLE}</style>
<main>
<h1>DataSync Pro: the API</h1>
<p>JSON over HTTPS. Send your key with every call: <code>Authorization: Bearer dsp_…</code>. An admin makes keys under
<a href="#${escape('POST-api-keys')}"><code>POST /api/keys</code></a>. The same, for programs: <a href="/openapi.json">/openapi.json</a>.</p>
<p>What is refused is answered with a status of 400 or more and
<code>{"code", "message", "field", "requestId"}</code>: <code>message</code> says what happened and what to do next.
Lists are paged: pass the answer’s <code>cursor</code> on until it is null. Where it says <em>once</em>, a header
<code>Idempotency-Key</code> makes it safe to send the call again.</p>
<nav><ul>${list}</ul></nav>
${routes.map(section).join('\n')}
</main>
</html>`
}

function section(route: Route): string {
  const tables = [
    fields('In the address', z.object(route.params)),
    route.query ? fields('In the query', route.query) : '',
    route.body ? fields('In the body', route.body) : '',
    answerOf(route),
    exampleOf(route),
    refusals(route),
  ]
  return `<section id="${anchor(route)}">
<h2><code>${escape(methodOf(route))} ${escape(addressOf(route))}</code></h2>
<p>${escape(route.says)}</p>
<p class="who">For: ${escape(whoMay(route))}${route.once ? ' · <em>once</em>' : ''}</p>
${tables.join('')}
</section>`
}

function answerOf({ media, status, answer }: Route): string {
  const title = `Answer (${status})`
  return media === null
    ? fields(title, answer, 'output')
    : `<table><caption>${title}</caption><tr><td>A file, <code>${escape(media)}</code></td></tr></table>`
}

/** A request as it goes over the line, and its answer. */
function exampleOf(route: Route): string {
  const { asks, answers } = TOLD[route.name]
  const address = addressOf(route).replace(
    /:(\w+)/g,
    (_, name: string) => asks?.params?.[name] ?? name,
  )
  const query = Object.entries(asks?.query ?? {})
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&')
  const line = `${methodOf(route)} ${address}${query === '' ? '' : `?${query}`}`
  const body = asks?.body === undefined ? '' : `\n\n${JSON.stringify(asks.body, null, 2)}`
  const answer = typeof answers === 'string' ? answers : JSON.stringify(answers, null, 2)
  return `<details><summary>Example</summary>
<pre tabindex="0">${escape(line + body)}</pre>
<pre tabindex="0">${escape(`${route.status}\n\n${answer}`)}</pre>
</details>`
}

/** How it can be refused: status, code and what a person reads. */
function refusals(route: Route): string {
  const rows = refusalsOf(route).map(
    ({ status, says, problem }) =>
      `<tr><td><code>${status} ${escape(problem.code)}</code></td><td>${escape(says)}</td><td>“${escape(problem.message)}”</td></tr>`,
  )
  return `<details><summary>How it can be refused (${rows.length})</summary><table>${rows.join('')}</table></details>`
}

const Property = z.object({
  /** A schema that has a name stands under `$defs` of the whole. */
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  items: z.looseObject({}).optional(),
  anyOf: z.array(z.looseObject({})).optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  required: z.array(z.string()).optional(),
})
const Whole = z.looseObject({ $defs: z.record(z.string(), z.unknown()).default({}) })

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

function fields(title: string, schema: z.ZodType, io: 'input' | 'output' = 'input'): string {
  const whole = Whole.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))
  const top = Property.parse(whole)
  const { properties = {}, required = [] } =
    top.$ref === undefined ? top : Property.parse(whole.$defs[nameOf(top.$ref)])
  const rows = Object.entries(properties).map(([name, property]) => {
    const { description, default: usual } = Property.parse(property)
    const must = io === 'output' || required.includes(name)
    const notes = [
      description,
      usual === undefined ? undefined : `Otherwise ${JSON.stringify(usual)}.`,
    ]
    return `<tr><td><code>${escape(name)}</code>${must ? '' : ' <span>optional</span>'}</td><td>${escape(kind(property))}</td><td>${escape(notes.filter(Boolean).join(' '))}</td></tr>`
  })
  return rows.length === 0
    ? ''
    : `<table><caption>${escape(title)}</caption>${rows.join('')}</table>`
}

/** What a property holds, in words; of an object its fields, unless it has a name of its own. */
function kind(property: unknown): string {
  const read = Property.parse(property)
  if (read.$ref !== undefined) return nameOf(read.$ref)
  if (read.enum) return read.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (read.const !== undefined) return JSON.stringify(read.const)
  if (read.anyOf) return [...new Set(read.anyOf.map(kind))].join(' | ')
  if (read.items) return `list of ${kind(read.items)}`
  if (read.properties) return `{ ${Object.keys(read.properties).join(', ')} }`
  return [read.type ?? 'anything'].flat().join(' | ')
}

const anchor = (route: Route): string => route.name.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '')

const ENTITIES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char)

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --quiet: light-dark(#555, #aaa) }
body { background: light-dark(#fff, #121212); color: light-dark(#1a1a1a, #eee); font: 16px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 54rem; margin: 0 auto; padding: 2rem 1rem 6rem }
h1 { font-size: 1.75rem } h2 { font-size: 1.1rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
section { border-top: 1px solid var(--line); padding: 1.5rem 0 }
section p { margin: .25rem 0 }
.who, td span, caption { color: var(--quiet); font-size: .875rem }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; font-size: .875rem }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem }
td { border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top; overflow-wrap: anywhere }
td:first-child { width: 30% } td:nth-child(2) { width: 30% }
code { font: .9em ui-monospace, monospace }
details { margin-top: 1rem; font-size: .875rem } summary { cursor: pointer; font-weight: 600 }
pre { background: light-dark(#f6f6f6, #1c1c1c); border: 1px solid var(--line); padding: .75rem; overflow: auto; max-height: 24rem; font: .8125rem/1.5 ui-monospace, monospace }
a { color: light-dark(#0b57d0, #8ab4f8) }
@media (max-width: 40rem) { table, tbody, tr, td, caption { display: block } td, td:first-child, td:nth-child(2) { width: auto; padding-right: 0 } td + td { border-top: 0; padding-top: 0 } }
nav ul { columns: 2 20rem; padding-left: 1.25rem } nav li { overflow-wrap: anywhere }
`
