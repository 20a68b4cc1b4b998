import { initializeBlock } from '@airtable/blocks/ui'
import type { ReactElement } from 'react'
import { OpenBaseProvider } from './base.ts'

/** Hands the extension's root element to Airtable. To be called once. */
export const start = (root: () => ReactElement): void =>
  initializeBlock(() => <OpenBaseProvider>{root()}</OpenBaseProvider>)
