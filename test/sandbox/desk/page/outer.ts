/** What passes between the extension's frame and the page around it, which is Airtable's. */
import * as z from 'zod'

/** Where somebody is in the grid. */
const Cursor = z.object({
  table: z.string(),
  view: z.string().nullable(),
  marked: z.array(z.string()),
})
export type Cursor = z.infer<typeof Cursor>

/** What somebody may do in the base, from least to most. */
export const LEVELS = ['read', 'comment', 'edit', 'create', 'owner'] as const
export type Level = (typeof LEVELS)[number]

/** Said by the page. */
export const FromPage = z.object({
  cursor: Cursor.optional(),
  role: z.enum(LEVELS).optional(),
  settings: z.literal(true).optional(),
  isFull: z.boolean().optional(),
})
export type FromPage = z.infer<typeof FromPage>

/** Said by the frame. */
export const FromFrame = z.object({
  isReady: z.literal(true).optional(),
  expand: z.object({ tab: z.string(), row: z.string() }).optional(),
  goTo: z.object({ table: z.string(), view: z.string().nullable() }).optional(),
  hasSettings: z.boolean().optional(),
  full: z.boolean().optional(),
})
export type FromFrame = z.infer<typeof FromFrame>

/** A frame that stands alone has nobody around it. */
export function tellPage(said: FromFrame): void {
  if (parent !== window) parent.postMessage(said, location.origin)
}

export function hearPage(hear: (said: FromPage) => void): void {
  addEventListener('message', ({ source, data }) => {
    const said = FromPage.safeParse(data)
    if (source === parent && parent !== window && said.success) hear(said.data)
  })
}
