import { Extensions } from 'attio/client'
import { pushOne } from '../../../push/push-one.ts'

export default Extensions.defineExtension({
  type: 'record-action',
  id: 'push-to-airtable',
  label: 'Push to Airtable',
  onTrigger: ({ object, recordId }) => pushOne(object, recordId),
})
