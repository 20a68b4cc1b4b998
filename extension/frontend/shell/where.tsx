import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { back, begin, type Place, present, readTrail, step, swap, type Trail } from '../place.ts'
import { keep, kept } from '../worker/kept.ts'

/** Where one is, and the ways on. */
export type Where = {
  readonly place: Place
  /** One step further; `back` leads here again. */
  readonly go: (to: Place) => void
  /** A new beginning, as the bar makes it. */
  readonly begin: (to: Place) => void
  /** The same screen, a little different. */
  readonly swap: (to: Place) => void
  /** One step back; null at the beginning. */
  readonly back: (() => void) | null
  /** Where the focus was taken along to last, and whether it ever was. */
  readonly arrival: { at: string; isMoved: boolean }
}

const Context = createContext<Where | null>(null)

type Props = { readonly baseId: string; readonly children: ReactNode }

/** Keeps where one is for as long as the tab is open, apart for each base. */
export function WhereProvider({ baseId, children }: Props) {
  const name = `datasync.place.${baseId}`
  const [trail, setTrail] = useState<Trail>(() => readTrail(kept(name)))
  useEffect(() => keep(name, JSON.stringify(trail)), [name, trail])
  const arrival = useRef({ at: JSON.stringify(present(trail)), isMoved: false })

  const where = useMemo<Where>(
    () => ({
      place: present(trail),
      go: (to) => setTrail((before) => step(before, to)),
      begin: (to) => setTrail(begin(to)),
      swap: (to) => setTrail((before) => swap(before, to)),
      back: trail.length > 1 ? () => setTrail(back) : null,
      arrival: arrival.current,
    }),
    [trail],
  )
  return <Context.Provider value={where}>{children}</Context.Provider>
}

export function useWhere(): Where {
  const where = useContext(Context)
  if (where === null) throw new Error('useWhere stands outside of WhereProvider')
  return where
}
