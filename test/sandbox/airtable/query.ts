/** The parameters of a call: a query string with brackets (`sort[0][field]=A`, `fields[]=A`) as nested data. */
export type Query = { [key: string]: Parameter }
export type Parameter = string | Parameter[] | { [key: string]: Parameter }

export function readQuery(search: string): Query {
  const query: Query = {}
  for (const [key, value] of new URLSearchParams(search)) {
    const name = /^[^[]*/.exec(key)?.[0] ?? ''
    const steps = [...key.slice(name.length).matchAll(/\[([^\]]*)\]/g)].map(
      (match) => match[1] ?? '',
    )
    query[name] = put(query[name], steps, value)
  }
  return query
}

/** The parameter with one more value in it, at the end of the bracketed steps. */
function put(into: Parameter | undefined, steps: readonly string[], value: string): Parameter {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (step === '' || /^\d+$/.test(step)) {
    const list = Array.isArray(into) ? into : []
    const at = step === '' ? list.length : Math.min(Number(step), list.length)
    return [...list.slice(0, at), put(list[at], rest, value), ...list.slice(at + 1)]
  }
  const record = typeof into === 'object' && !Array.isArray(into) ? into : {}
  return { ...record, [step]: put(record[step], rest, value) }
}
