/** What was told of a page, and as which text: the same page is told in the same words. */
const answers = new WeakMap<object, object>()
const texts = new WeakMap<object, { json: string | null }>()

/** What `tell` makes of this page, made once for as long as it is the same page. It is shared, and stays as it is. */
export function toldOnce<P extends object, A extends object>(page: P, tell: (page: P) => A): A {
  // Only what `tell` gave for this page is kept under it, and a page is told in one way alone.
  const before = answers.get(page) as A | undefined
  if (before !== undefined) return before
  const answer = tell(page)
  answers.set(page, answer)
  texts.set(answer, { json: null })
  return answer
}

/** An answer as JSON; what was told once is written out once. */
export function textOf(answer: unknown): string {
  const text = typeof answer === 'object' && answer !== null ? texts.get(answer) : undefined
  if (text === undefined) return JSON.stringify(answer)
  return (text.json ??= JSON.stringify(answer))
}
