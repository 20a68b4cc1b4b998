import { type RefObject, useEffect } from 'react'
import { focusHeading } from '../parts/focus-heading.ts'

const STOPS =
  'a[href], button, input:not([disabled]), select, textarea, summary, [tabindex]:not([tabindex="-1"])'

/**
 * What holds the focus may go: an answered question, a condition taken away. Then the focus goes to what stands in its place,
 * instead of to the top of the page. Screens and dialogs that take it for themselves come first.
 */
export function useFocusKept(area: RefObject<HTMLElement>): void {
  useEffect(() => {
    const element = area.current
    if (!element) return undefined
    let held: { readonly stop: Element; readonly around: readonly Element[]; at: number[] } | null =
      null
    const hold = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return
      const around = ancestors(target, element)
      held = {
        stop: target,
        around,
        at: around.map((one) => stopsIn(one).findIndex((stop) => stop === target)),
      }
    }
    const isLost = (): boolean =>
      held !== null && !held.stop.isConnected && document.activeElement === document.body
    const look = () => {
      if (held === null || !isLost()) return
      const { stop, around, at } = held
      held = null
      // Who stood at the beginning stays there.
      if (stop.tagName === 'H1') return focusHeading()
      const depth = around.findIndex((one) => one.isConnected)
      const [near, was = 0] = [around[depth], at[depth]]
      if (!near || !element.contains(near)) return
      const stops = stopsIn(near)
      const next = Math.min(Math.max(0, was), stops.length - 1)
      const isDangerous = stops[next]?.matches('.button-danger') === true
      // Who answers one after the other with Enter deletes nothing by that.
      const place = stops[isDangerous ? Math.max(0, next - 1) : next]
      // The last one is answered, and nothing is left to stand on.
      if (place) place.focus()
      else focusHeading()
    }
    // After whoever takes the focus of its own accord.
    const seen = new MutationObserver(() => (isLost() ? setTimeout(look, 60) : undefined))
    seen.observe(element, { childList: true, subtree: true })
    element.addEventListener('focusin', hold)
    return () => {
      seen.disconnect()
      element.removeEventListener('focusin', hold)
    }
  }, [area])
}

const stopsIn = (element: Element): HTMLElement[] => [
  ...element.querySelectorAll<HTMLElement>(STOPS),
]

function ancestors(from: Element, to: Element): Element[] {
  const all: Element[] = []
  for (let one = from.parentElement; one !== null; one = one.parentElement) {
    all.push(one)
    if (one === to) break
  }
  return all
}
