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
  /** Buttons that stay in sight at the foot: the decision of the step. */
  readonly foot?: ReactNode
  readonly width?: 'usual' | 'narrow' | 'wide' | undefined
  readonly children: ReactNode
}

/** One screen: its heading takes the focus when somebody comes here, so that it is read aloud and Tab goes on from it. */
export function Screen({ title, says, actions, foot, width = 'usual', children }: Props) {
  const { back, place } = useWhere()
  const heading = useRef<HTMLHeadingElement>(null)
  const came = useRef<string | null>(null)
  const here = JSON.stringify(place)
  useEffect(() => {
    if (came.current !== null && came.current !== here) heading.current?.focus()
    came.current = here
  }, [here])
  return (
    <div className={`screen screen-${width}`}>
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
      {foot ? <footer className="screen-foot">{foot}</footer> : null}
    </div>
  )
}
