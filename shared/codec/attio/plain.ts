/** Values that are one plain thing: text, numbers, ticks, dates and options. */
import * as z from 'zod'
import {
  fitCheckbox,
  fitChoice,
  fitDate,
  fitInstant,
  fitNumber,
  fitRating,
  fitText,
} from '../fit.ts'
import type { Grain } from '../grain.ts'
import { readDate, readInstant } from '../moment.ts'

const Text = z.object({ value: z.string() })
const Numeric = z.object({ value: z.number() })
const Ticked = z.object({ value: z.boolean() })

/** Attio takes 10 MB of text (reference 2.4). Counted as if every character took three bytes, so that it always fits. */
const LONGEST = 3_300_000

export const text: Grain<string> = {
  read(wire) {
    const found = Text.safeParse(wire)
    return found.success ? found.data.value : undefined
  },
  fit: (element) => fitText(element, LONGEST),
  write: (value) => ({ value }),
}

/** Four decimals are kept; we round before sending, so that the rounding is ours and not a surprise. */
export const number: Grain<number> = {
  read(wire) {
    const found = Numeric.safeParse(wire)
    return found.success ? found.data.value : undefined
  },
  fit: (element) => fitNumber(element, 4),
  write: (value) => ({ value }),
}

/** The docs show the amount as a text, traffic as a number (reference 2.4). */
const Money = z.object({
  currency_value: z.union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ]),
})

/** The currency is the attribute's and cannot be written with the value. */
export const currency: Grain<number> = {
  read(wire) {
    const found = Money.safeParse(wire)
    return found.success ? found.data.currency_value : undefined
  },
  fit: (element) => fitNumber(element, 4),
  write: (value) => ({ currency_value: value }),
}

/** Whole stars from 0 to 5; anything else is a 400 (reference 2.4). */
export const rating: Grain<number> = {
  ...number,
  fit: (element) => fitRating(element, 0, 5),
}

export const checkbox: Grain<boolean> = {
  read(wire) {
    const found = Ticked.safeParse(wire)
    return found.success ? found.data.value : undefined
  },
  fit: fitCheckbox,
  write: (value) => ({ value }),
}

export const date: Grain<string> = {
  isExact: true,
  read(wire) {
    const found = Text.safeParse(wire)
    return found.success ? (readDate(found.data.value) ?? undefined) : undefined
  },
  fit: fitDate,
  write: (value) => ({ value }),
}

/** Given back with nine digits of a second; ours has three. */
export const timestamp: Grain<string> = {
  isExact: true,
  read(wire) {
    const found = Text.safeParse(wire)
    return found.success ? (readInstant(found.data.value) ?? undefined) : undefined
  },
  fit: fitInstant,
  write: (value) => ({ value }),
}

const Interaction = z.object({ interacted_at: z.string().nullish() })

/** When it was; only ever read. */
export const interaction: Grain<string> = {
  isExact: true,
  read(wire) {
    const found = Interaction.safeParse(wire)
    if (!found.success) return undefined
    return found.data.interacted_at ? (readInstant(found.data.interacted_at) ?? undefined) : null
  },
  fit: fitInstant,
  write: (value) => ({ interacted_at: value }),
}

const Option = z.object({ option: z.object({ title: z.string() }) })
const Status = z.object({ status: z.object({ title: z.string() }) })

/** Written by title: a bare option id in an array was answered with 200 and not kept (reference 8, gotcha 9). */
export const select: Grain<string> = {
  read(wire) {
    const found = Option.safeParse(wire)
    return found.success ? found.data.option.title : undefined
  },
  fit: fitChoice,
  write: (option) => ({ option }),
}

export const status: Grain<string> = {
  read(wire) {
    const found = Status.safeParse(wire)
    return found.success ? found.data.status.title : undefined
  },
  fit: fitChoice,
  write: (title) => ({ status: title }),
}
