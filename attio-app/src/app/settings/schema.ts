import { Settings } from 'attio'

/** Small switches only: what is synced how is set up in Airtable, where both sides can be seen. */
export default Settings.defineWorkspaceSchema({
  /** After so many hours without a sync the card says that it has been long. */
  staleHours: Settings.Schema.number(),
})
