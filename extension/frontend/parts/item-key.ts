import { useCallback, useRef } from 'react'

/**
 * The same function as long as the rows are the same: another one has the height of every row, drawn or not, asked for
 * anew, and fifty thousand of them take longer than a frame.
 */
export function useItemKey<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): (index: number) => string | number {
  const naming = useRef(keyOf)
  naming.current = keyOf
  return useCallback(
    (index) => {
      const item = items[index]
      return item === undefined ? index : naming.current(item)
    },
    [items],
  )
}
