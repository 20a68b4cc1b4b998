import type { ReactElement } from 'react'
import type { Place } from '../place.ts'
import { Home } from './home.tsx'

/** The screen of a place; null where there is none, and then nothing leads there either. */
export function screenOf(place: Place): ReactElement | null {
  switch (place.at) {
    case 'home':
      return <Home />
    default:
      return null
  }
}
