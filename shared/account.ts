import * as z from 'zod'

/** Every record of one pairing and side, in exactly one of these (L14). */
export const Account = z.object({
  entityType: z.string(),
  side: z.enum(['left', 'right']),
  total: z.number(),
  inSync: z.number(),
  pending: z.number(),
  conflict: z.number(),
  blocked: z.number(),
  filtered: z.number(),
  held: z.number(),
  notCreated: z.number(),
  kept: z.number(),
})
export type Account = Readonly<z.infer<typeof Account>>

/** Does it add up? */
export const addsUp = (account: Account): boolean =>
  account.total ===
  account.inSync +
    account.pending +
    account.conflict +
    account.blocked +
    account.filtered +
    account.held +
    account.notCreated +
    account.kept
