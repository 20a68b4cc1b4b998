import { elements, type Value } from './value.ts'

/** What a value reads as in a title. */
export const titleText = (value: Value): string => elements(value).map(titleOf).join(', ')

const titleOf = (element: unknown): string =>
  typeof element === 'object' && element !== null
    ? String(
        (element as { full?: unknown; name?: unknown }).full ??
          (element as { name?: unknown }).name ??
          '',
      )
    : String(element)
