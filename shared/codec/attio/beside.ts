/** What notes and tasks hold that no attribute does; wrapped like values of attributes (its connector sees to that). */
import * as z from 'zod'
import { ok } from '../../result.ts'
import { fitCheckbox, fitText } from '../fit.ts'
import type { Grain } from '../grain.ts'
import { canonicalMarkdown } from '../markdown.ts'
import { text } from './plain.ts'

/** No number is documented, only that too large a note is refused (reference 3.6). */
const LONGEST_NOTE = 1_000_000

/** Attio keeps a subset of Markdown; how it spells what it keeps is its own, so that one spelling stands for all. */
export const noteContent: Grain<string> = {
  ...text,
  fit(element) {
    const fitted = fitText(element, LONGEST_NOTE)
    return fitted.ok && fitted.value !== null ? ok(canonicalMarkdown(fitted.value) || null) : fitted
  },
}

/** At most 2,000 characters, as the schema of its requests says. */
export const taskContent: Grain<string> = { ...text, fit: (element) => fitText(element, 2_000) }

const Done = z.object({ value: z.boolean() })

/** A task that is not done is one without a tick: the box is never empty there. */
export const taskDone: Grain<boolean> = {
  read(wire) {
    const found = Done.safeParse(wire)
    return found.success ? found.data.value || null : undefined
  },
  fit(element) {
    const fitted = fitCheckbox(element)
    return fitted.ok ? ok(fitted.value || null) : fitted
  },
  write: (value) => ({ value }),
}
