import { Extensions } from 'attio/client'
import { CardWidget } from './card-widget.tsx'

export default Extensions.defineExtension({
  type: 'record-widget',
  id: 'airtable-card',
  label: 'Airtable',
  color: '#2d7ff9',
  Widget: ({ object, recordId }) => <CardWidget object={object} recordId={recordId} />,
})
