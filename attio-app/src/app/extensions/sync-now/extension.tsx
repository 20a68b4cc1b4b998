import { Extensions } from 'attio/client'
import { syncNow } from './sync-now.ts'

export default Extensions.defineExtension({
  type: 'object-action',
  id: 'sync-now',
  label: 'Sync with Airtable now',
  onTrigger: ({ object }) => syncNow(object),
})
