import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useDrawnOnce } from './drawn-once.ts'
import { useItemKey } from './item-key.ts'
import './card-list.css'

type Props<Item> = {
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  /** How tall a card is before anybody measured it (px). */
  readonly guess: number
  /** Called when the last cards come near: the next page, please. */
  readonly onEnd: () => void
  readonly children: (item: Item) => ReactNode
}

/** Between two cards (px). */
const GAP = 12
/** Drawn beyond the edge, so that Tab finds the next one. */
const BEYOND = 4

/** Cards of any number and height, as long as the page: only those in sight are drawn. */
export function CardList<Item>({ items, keyOf, guess, onEnd, children }: Props<Item>) {
  const list = useRef<HTMLUListElement>(null)
  const above = useTop(list, items.length)
  const getItemKey = useItemKey(items, keyOf)
  const draw = useDrawnOnce(children)
  const virtual = useWindowVirtualizer<HTMLLIElement>({
    count: items.length,
    estimateSize: () => guess,
    gap: GAP,
    overscan: BEYOND,
    scrollMargin: above,
    getItemKey,
  })
  useOwnAnchor()
  const drawn = virtual.getVirtualItems()
  const first = drawn[0]
  const last = drawn.at(-1)
  const ending = useRef(onEnd)
  ending.current = onEnd
  const isEnding = last !== undefined && last.index >= items.length - BEYOND
  useEffect(() => {
    if (isEnding) ending.current()
  }, [isEnding, items.length])
  return (
    <ul
      ref={list}
      className="card-list"
      style={{
        gap: GAP,
        paddingTop: first ? first.start - above : 0,
        paddingBottom: last ? virtual.getTotalSize() - (last.end - above) : 0,
      }}
    >
      {drawn.map(({ index }) => {
        const item = items[index]
        return item === undefined ? null : (
          <li
            key={keyOf(item)}
            ref={virtual.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={items.length}
          >
            {draw(item)}
          </li>
        )
      })}
    </ul>
  )
}

/** How far below the beginning of the page something stands, as of when `count` last changed: a look lays the page out. */
function useTop(of: { readonly current: HTMLElement | null }, count: number): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    setTop(Math.round((of.current?.getBoundingClientRect().top ?? 0) + window.scrollY))
  }, [of, count])
  return top
}

/**
 * The browser would keep in place what stands below the list, and so run along with its end as it grows. What is in
 * sight stays there by itself: whatever is measured above it moves the page by as much.
 */
function useOwnAnchor(): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement
    style.setProperty('overflow-anchor', 'none')
    return () => void style.removeProperty('overflow-anchor')
  }, [])
}
