/** A walk through a page with Tab. */
import type { Page } from 'playwright-core'

export type Stop = {
  /** What it is called, for whoever does not see it. */
  readonly name: string
  readonly what: string
  /** The part of the page it belongs to: the bar, the screen, a dialog. */
  readonly area: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly hasRing: boolean
  /** What lies over it, or null. */
  readonly under: string | null
  /** The place of the stop that it stands in, or -1. */
  readonly inside: number
}

const MOST = 200

/**
 * Goes on with Tab until it stands on what has this name, as somebody does who has no mouse; what is passed has to show where
 * one is. Fails where it is not to be reached so.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let at = 0; at < MOST; at++) {
    await page.keyboard.press('Tab')
    await page.evaluate(() => Object.assign(window, { passed: [] }))
    const stop = await page.evaluate(here)
    if (stop === null) continue
    if (!stop.hasRing) throw new Error(`“${stop.name}” has the focus and does not show it`)
    const isIt = typeof name === 'string' ? stop.name === name : name.test(stop.name)
    if (isIt) return
    passed.push(stop.name)
  }
  throw new Error(`no Tab leads to “${name}”; on the way: ${passed.slice(0, 60).join(' | ')}`)
}

/** The name of what has the focus; null where nothing has it. */
export const heldBy = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const stop = document.activeElement
    if (stop === null || stop === document.body) return null
    return stop.getAttribute('aria-label') ?? (stop.textContent ?? '').trim()
  })

/** Runs in the page. */
function here(): Stop | null {
  const passed = Reflect.get(window, 'passed') as Element[]
  const stop = document.activeElement
  if (stop === null || stop === document.body || passed.includes(stop)) return null
  passed.push(stop)
  const text = (element: Element | null | undefined): string =>
    (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
  const named = (stop.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => text(document.getElementById(id)))
    .join(' ')
    .trim()
  const labels = Reflect.get(stop, 'labels') as NodeListOf<Element> | undefined
  const name =
    named || (stop.getAttribute('aria-label') ?? '') || text(labels?.[0]) || text(stop) || ''
  const { left, right, top, bottom } = stop.getBoundingClientRect()
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  const isFree =
    hit === null ||
    stop.contains(hit) ||
    hit.contains(stop) ||
    [...(labels ?? [])].some((label) => label.contains(hit))
  const isRinged = (element: Element | null): boolean => {
    if (element === null) return false
    const { outlineStyle, boxShadow } = getComputedStyle(element)
    return outlineStyle !== 'none' || boxShadow !== 'none'
  }
  const area = stop.closest('nav, [role=dialog], main, .toasts')
  return {
    name: name.slice(0, 80),
    what: stop.getAttribute('role') ?? stop.tagName.toLowerCase(),
    area: area?.getAttribute('role') ?? area?.tagName ?? '',
    left,
    right,
    top: top + window.scrollY,
    bottom: bottom + window.scrollY,
    hasRing: isRinged(stop) || isRinged(stop.closest('.choice')),
    under: isFree ? null : hit.className.toString().slice(0, 60),
    inside: passed.findLastIndex((one) => one !== stop && one.contains(stop)),
  }
}
