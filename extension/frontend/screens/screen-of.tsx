import type { ReactElement } from 'react'
import type { Place } from '../place.ts'
import { Charts } from './charts.tsx'
import { Decide } from './decide.tsx'
import { History } from './history.tsx'
import { Home } from './home.tsx'
import { Run } from './run.tsx'
import { Mapping } from './mapping/mapping.tsx'
import { Send } from './send.tsx'
import { Setup } from './setup/setup.tsx'
import { Settings } from './settings.tsx'
import { Sync } from './sync.tsx'
import { Why } from './why.tsx'

/** The screen of a place: every place has one. */
export function screenOf(place: Place): ReactElement {
  switch (place.at) {
    case 'home':
      return <Home />
    case 'mapping':
      return <Mapping place={place} />
    case 'send':
      return <Send />
    case 'setup':
      return <Setup />
    case 'sync':
      return <Sync configId={place.configId} />
    case 'decide':
      return <Decide configId={place.configId} />
    case 'history':
      return <History configId={place.configId} />
    case 'run':
      return <Run key={place.runId} runId={place.runId} />
    case 'why':
      return <Why place={place} />
    case 'charts':
      return <Charts configId={place.configId} />
    case 'settings':
      return <Settings part={place.part} configId={place.configId} />
  }
}
