import type { Card } from '../../../shared/api/card.ts'

/** The card without what its fields hold: neither they, nor the sentences, which may quote them. The row keeps its name. */
export const bare = (card: Card): Card => ({
  ...card,
  items: card.items.map((item) => ({ ...item, fields: [], says: [], deletion: null })),
})
