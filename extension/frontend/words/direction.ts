import type { PairingView } from '../../../shared/api/pairing.ts'
import type { Config } from '../../../shared/api/config.ts'

/** Services as they write themselves. A name we do not know is shown with a capital. */
const SERVICES: Readonly<Record<string, string>> = {
  airtable: 'Airtable',
  attio: 'Attio',
  hubspot: 'HubSpot',
}

export const serviceName = (provider: string): string =>
  SERVICES[provider] ?? provider.charAt(0).toUpperCase() + provider.slice(1)

export const ARROWS = { bidirectional: '⇄', push: '→', pull: '←', none: '·' } as const
export const SPOKEN = {
  bidirectional: 'both ways with',
  push: 'to',
  pull: 'from',
  none: 'not synced with',
} as const
const OFTEN = {
  realtime: 'as it happens',
  hourly: 'every hour',
  daily: 'every day',
  weekly: 'every week',
  manual: 'when you press Sync now',
} as const

/** Direction by names and arrows, and the same for those who listen. */
export function direction({ app, crm, syncDirection }: Config): { shown: string; spoken: string } {
  const [left, right] = [serviceName(app.provider), serviceName(crm.provider)]
  return {
    shown: `${left} ${ARROWS[syncDirection]} ${right}`,
    spoken: `${left} ${SPOKEN[syncDirection]} ${right}`,
  }
}

export const often = ({ syncFrequency }: Config): string => OFTEN[syncFrequency]

/** A pairing by what both services call its tables. */
export const bothTables = ({ tableNames: { app, crm } }: Pick<PairingView, 'tableNames'>): string =>
  `${app} ⇄ ${crm}`
