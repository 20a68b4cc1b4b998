import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWhere } from '../shell/where.tsx'
import { say } from '../words/say.ts'
import { IconButton } from './button.tsx'
import './screen.css'

type Props = {
  readonly title: string
  /** One sentence under the title. */
  readonly says?: ReactNode
  /** What can be done with the whole screen, beside the title. */
  readonly actions?: ReactNode
  readonly width?: 'usual' | 'narrow' | 'wide' | undefined
  readonly children: ReactNode
}

/** One screen: its heading takes the focus when somebody comes here, so that it is read aloud and Tab goes on from it. */
export function Screen({ title, says, actions, width = 'usual', children }: Props) {
  const { back, place, arrival } = useWhere()
  const screen = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const here = JSON.stringify(place)
  useEffect(() => {
    const isNew = arrival.at !== here
    // What was waited for stands where the heading was that had it.
    const isLost = arrival.isMoved && document.activeElement === document.body
    // What was pressed and is still there keeps it: the arrows go on along the tabs.
    const isKept = screen.current?.contains(document.activeElement) === true
    if ((isNew || isLost) && !isKept) heading.current?.focus()
    if (isNew) Object.assign(arrival, { at: here, isMoved: true })
    // A step that was gone on with elsewhere shows itself here as another title.
  }, [here, title, arrival])
  return (
    <div className={`screen screen-${width}`} ref={screen}>
      <header className="screen-head">
        {back ? <IconButton icon={ArrowLeft} label={say.shell.back} onPress={back} /> : null}
        <div className="screen-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {says ? <p className="quiet">{says}</p> : null}
        </div>
        {actions ? <div className="screen-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}
