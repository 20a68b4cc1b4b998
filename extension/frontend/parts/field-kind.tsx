import type { TableOffer } from '../../../shared/api/making.ts'
import type { NewField } from '../../../shared/field.ts'
import { kindName } from '../words/fields.ts'
import { say } from '../words/say.ts'
import { Select } from './select.tsx'

type Props = {
  readonly name: string
  /** As it would be made now, and as it is made unless somebody says otherwise. */
  readonly make: NewField
  readonly usual: NewField
  readonly others: TableOffer['fields'][number]['others']
  readonly onChange: (kind: string) => void
}

/** What a field that is to be made will hold: chosen, where it can be more than one thing. */
export const FieldKind = ({ name, make, usual, others, onChange }: Props) =>
  others.length === 0 ? (
    <span className="quiet make-kind">{kindName(make)}</span>
  ) : (
    <span className="make-kind">
      <Select
        label={say.making.kindOf(name)}
        isBare
        value={make.type}
        options={[usual, ...others.map((one) => one.make)].map((one) => ({
          value: one.type,
          label: kindName(one),
        }))}
        onChange={onChange}
      />
    </span>
  )
