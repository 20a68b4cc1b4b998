import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useDrawnOnce } from './drawn-once.ts'
import { useItemKey } from './item-key.ts'
import './table.css'

export type Column<Row> = {
  readonly key: string
  readonly title: string
  readonly render: (row: Row) => ReactNode
  /** A width as CSS grid knows it; an equal share if left out. */
  readonly width?: string | undefined
  /** Numbers stand to the right. */
  readonly isNumber?: boolean | undefined
  /** Left out where there is no room, and then told by `narrow`. */
  readonly isSecondary?: boolean | undefined
}

type Props<Row> = {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Opens a row; then each row can be focused, and Enter opens it. */
  readonly onOpen?: ((row: Row) => void) | undefined
  /** Called when the last rows come near: the next page, please. */
  readonly onEnd?: (() => void) | undefined
  /** Height of a row in pixels; all are the same, so that a million scroll as well as ten. */
  readonly rowHeight?: number | undefined
  /** How tall the table gets before it scrolls (CSS). */
  readonly maxHeight?: string | undefined
  /** How many rows there are at the Worker, where more than are here. */
  readonly total?: number | undefined
}

const NARROW = 520

/** Rows of any number: only those in sight are drawn. Arrows, Page Up and Down, Home and End move through it. */
export function Table<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, onOpen, onEnd, maxHeight = '60vh', total } = props
  const { rowHeight = 40 } = props
  const scroller = useRef<HTMLDivElement>(null)
  const isNarrow = useIsNarrow(scroller)
  const [at, setAt] = useState(0)
  const getItemKey = useItemKey(rows, keyOf)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const ending = useRef(onEnd)
  ending.current = onEnd
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) ending.current?.()
  }, [last, rows.length])

  const shown = useMemo(
    () => columns.filter(({ isSecondary }) => !(isSecondary && isNarrow)),
    [columns, isNarrow],
  )
  const cells = useDrawnOnce(useCallback((row: Row) => cellsOf(shown, row), [shown]))
  const template = shown.map(({ width = 'minmax(0, 1fr)' }) => width).join(' ')

  function move(event: KeyboardEvent) {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 1)
    const steps: { readonly [key: string]: number } = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }
    const row = rows[at]
    if (event.key === 'Enter' && onOpen && row && isRow(event.target)) return onOpen(row)
    const to = steps[event.key]
    if (to === undefined || !isRow(event.target)) return
    event.preventDefault()
    const next = Math.min(rows.length - 1, Math.max(0, to))
    setAt(next)
    virtual.scrollToIndex(next)
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus(),
    )
  }

  return (
    <div
      className="table"
      role="table"
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
      aria-colcount={shown.length}
      onKeyDown={move}
    >
      <div className="table-head" role="rowgroup">
        <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {shown.map(({ key, title, isNumber }) => (
            <span key={key} role="columnheader" className={isNumber ? 'table-number' : undefined}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div
        className="table-body"
        role="rowgroup"
        ref={scroller}
        style={{ maxHeight }}
        tabIndex={onOpen ? -1 : 0}
      >
        <div role="presentation" className="table-all" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index]
            return row === undefined ? null : (
              <div
                key={keyOf(row)}
                role="row"
                aria-rowindex={index + 2}
                data-index={index}
                className={onOpen ? 'table-row table-row-opens' : 'table-row'}
                style={{
                  gridTemplateColumns: template,
                  height: rowHeight,
                  transform: `translateY(${start}px)`,
                }}
                tabIndex={onOpen ? (index === at ? 0 : -1) : undefined}
                onFocus={() => setAt(index)}
                onClick={onOpen ? () => onOpen(row) : undefined}
              >
                {cells(row)}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const cellsOf = <Row,>(columns: readonly Column<Row>[], row: Row): ReactNode =>
  columns.map(({ key, render, isNumber }) => (
    <span key={key} role="cell" className={isNumber ? 'table-number' : 'table-cell'}>
      {render(row)}
    </span>
  ))

const isRow = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.getAttribute('role') === 'row'

/** Is it as narrow as a docked panel? By its own width, not the window's. */
function useIsNarrow(of: { readonly current: HTMLElement | null }): boolean {
  const [isNarrow, setNarrow] = useState(() => window.innerWidth < NARROW)
  useEffect(() => {
    const seen = of.current
    if (!seen) return undefined
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setNarrow(entry.contentRect.width < NARROW)
    })
    watch.observe(seen)
    return () => watch.disconnect()
  }, [of])
  return isNarrow
}
