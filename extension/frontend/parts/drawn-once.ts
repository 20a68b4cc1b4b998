import { type ReactNode, useMemo } from 'react'

/**
 * What is drawn of an item, drawn once: React passes over an element that it has seen before, and whoever scrolls would
 * otherwise have every card in sight drawn anew at every step. Another `draw` begins afresh, so that it has to be the same
 * function as long as nothing it draws from has changed.
 */
export function useDrawnOnce<Item>(draw: (item: Item) => ReactNode): (item: Item) => ReactNode {
  return useMemo(() => {
    const drawn = new Map<Item, ReactNode>()
    return (item) => {
      if (!drawn.has(item)) drawn.set(item, draw(item))
      return drawn.get(item)
    }
  }, [draw])
}
