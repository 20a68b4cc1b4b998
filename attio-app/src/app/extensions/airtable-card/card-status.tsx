import { Badge, Widget } from 'attio/client'
import { type FaceState, LABELS } from '../../../card/words.ts'

/** Newer releases of the SDK ask for the decoration around the badge; this one's rules want it in a component of its own. */
export const CardStatus = ({ state }: { readonly state: FaceState }) => (
  <Widget.Decoration>
    <Badge color={LABELS[state].color}>{LABELS[state].label}</Badge>
  </Widget.Decoration>
)
