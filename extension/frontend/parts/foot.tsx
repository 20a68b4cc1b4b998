import { type ReactNode, useEffect, useRef } from 'react'

/** What stands at the foot of a screen, however far that is scrolled. What takes the focus scrolls to above it. */
export function Foot({ children }: { readonly children: ReactNode }) {
  const foot = useRef<HTMLElement>(null)
  useEffect(() => {
    const { style } = document.documentElement
    const watch = new ResizeObserver(([entry]) =>
      style.setProperty('--foot', `${entry?.borderBoxSize[0]?.blockSize ?? 0}px`),
    )
    if (foot.current) watch.observe(foot.current)
    return () => {
      watch.disconnect()
      style.removeProperty('--foot')
    }
  }, [])
  return (
    <footer className="screen-foot" ref={foot}>
      {children}
    </footer>
  )
}
