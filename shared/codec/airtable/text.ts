/** Cells of text. An empty text is no cell (reference 2.2). */
import * as z from 'zod'
import { ok } from '../../result.ts'
import { fitText } from '../fit.ts'
import type { Grain } from '../grain.ts'

/** The limit Airtable states for its long text (reference 3.4). */
const LONGEST = 100_000

export const text: Grain<string> = {
  read: (wire) => (typeof wire === 'string' ? wire : undefined),
  fit: (element) => fitText(element, LONGEST),
  write: (element) => element,
}

const AiText = z.object({ state: z.string(), value: z.string().nullish() })

/** Long text, and what the AI field wraps it in: while that is loading or failed, its text is not known. */
export const longText: Grain<string> = {
  ...text,
  read(wire) {
    if (typeof wire === 'string') return wire
    const ai = AiText.safeParse(wire)
    if (!ai.success) return undefined
    if (ai.data.state === 'empty') return null
    return ai.data.state === 'generated' ? (ai.data.value ?? null) : undefined
  },
}

const Button = z.object({ label: z.string(), url: z.string().nullable() })

/** An address, or the one a button opens: what is written on the button is the same for every record. */
export const address: Grain<string> = {
  ...text,
  read(wire) {
    if (typeof wire === 'string') return wire
    const button = Button.safeParse(wire)
    return button.success ? button.data.url : undefined
  },
}

/**
 * Rich text is kept as Markdown of Airtable's own taste: `* ` bullets become `- `, and a line break is added at the end,
 * so that a cleared cell is "\n" (reference 3.1). Line breaks at the end therefore mean nothing and are left out.
 */
export const richText: Grain<string> = {
  read: (wire) => (typeof wire === 'string' ? wire : undefined),
  fit(element) {
    const fitted = fitText(element, LONGEST)
    if (!fitted.ok || fitted.value === null) return fitted
    return ok(fitted.value.replace(/^([ \t]*)\* /gm, '$1- ').replace(/[\r\n]+$/, '') || null)
  },
  write: (element) => element,
}
