/** Cells of attachments (reference 3.3) and barcodes. */
import * as z from 'zod'
import { ok } from '../../result.ts'
import type { Parts } from '../../value.ts'
import { fitParts, textPart } from '../fit.ts'
import { type Grain, misfit } from '../grain.ts'

const Attachment = z.object({
  id: z.string(),
  filename: z.string().nullish(),
  url: z.string().nullish(),
  size: z.number().nullish(),
  type: z.string().nullish(),
})

/** A file is its id: the address differs at every read and dies after two hours. */
export const file: Grain<Parts> = {
  read(wire) {
    const found = Attachment.safeParse(wire)
    if (!found.success) return undefined
    const { id, filename, url, size, type } = found.data
    return { id, name: filename ?? null, url: url ?? null, size: size ?? null, type: type ?? null }
  },

  fit(element) {
    const parts = fitParts(element, 'a file')
    if (!parts.ok || parts.value === null) return parts
    const file = parts.value
    const size = file['size']
    const found = {
      name: textPart(file, 'name'),
      url: textPart(file, 'url'),
      size: typeof size === 'number' ? size : null,
      type: textPart(file, 'type'),
    }
    const id = textPart(file, 'id')
    if (id?.startsWith('att')) return ok({ id, ...found })
    if (!/^https?:\/\//i.test(found.url ?? ''))
      return misfit('the file has no web address to fetch it from')
    return ok({ id: null, ...found })
  },

  write({ id, url, name }) {
    if (id !== null) return { id }
    return name === null ? { url } : { url, filename: name }
  },
}

const Barcode = z.object({ text: z.string().nullish(), type: z.string().nullish() })

export const barcode: Grain<Parts> = {
  read(wire) {
    const found = Barcode.safeParse(wire)
    if (!found.success) return undefined
    return found.data.text ? { text: found.data.text, type: found.data.type ?? null } : null
  },
  fit(element) {
    const parts = fitParts(element, 'a barcode')
    if (!parts.ok || parts.value === null) return parts
    const text = textPart(parts.value, 'text')
    return ok(text === null ? null : { text, type: textPart(parts.value, 'type') })
  },
  write: ({ text, type }) => (type === null ? { text } : { text, type }),
}
