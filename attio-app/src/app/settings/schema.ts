import { Settings } from 'attio'

export default Settings.defineWorkspaceSchema({
  /** After how many hours without a run the card says that it has been long. */
  staleHours: Settings.Schema.number(),
  /** Leave the list of recent runs out of the dialog. */
  hideRuns: Settings.Schema.boolean(),
})
