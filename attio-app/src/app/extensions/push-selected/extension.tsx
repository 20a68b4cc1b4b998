import { Extensions } from 'attio/client'
import { pushSelected } from './push-selected.ts'

export default Extensions.defineExtension({
  type: 'bulk-record-action',
  id: 'push-selected',
  label: 'Push to Airtable',
  onTrigger: ({ object, runRecordBatches }) => pushSelected(object, runRecordBatches),
})
