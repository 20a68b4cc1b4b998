import { useCombobox } from 'downshift'
import { ChevronsUpDown } from 'lucide-react'
import { useState } from 'react'
import { say } from '../words/say.ts'
import { Field } from './field.tsx'
import './combobox.css'

export type Item = {
  readonly id: string
  readonly label: string
  /** A word beside it, such as the type of a field. */
  readonly note?: string | undefined
  /** Why it cannot be taken, or null. */
  readonly why?: string | null | undefined
}

type Props = {
  readonly label: string
  readonly items: readonly Item[]
  /** The chosen one, or null. */
  readonly value: string | null
  readonly onChange: (id: string) => void
  readonly hint?: string | undefined
  readonly wrong?: string | null | undefined
  readonly placeholder?: string | undefined
  readonly isBare?: boolean | undefined
}

const MOST = 200

/** One of many: type a piece of its name, or walk through the list with the arrows. */
export function Combobox(props: Props) {
  const { label, items, value, onChange, hint, wrong, placeholder, isBare } = props
  const chosen = items.find(({ id }) => id === value) ?? null
  const [typed, setTyped] = useState<string | null>(null)
  const wanted = (typed ?? '').trim().toLowerCase()
  const shown = items
    .filter(({ label: name, note }) => `${name} ${note ?? ''}`.toLowerCase().includes(wanted))
    .slice(0, MOST)

  const {
    isOpen,
    getInputProps,
    getMenuProps,
    getItemProps,
    getToggleButtonProps,
    highlightedIndex,
  } = useCombobox<Item>({
    items: [...shown],
    selectedItem: chosen,
    inputValue: typed ?? chosen?.label ?? '',
    itemToString: (item) => item?.label ?? '',
    isItemDisabled: ({ why }) => Boolean(why),
    onInputValueChange: ({ inputValue, type }) => {
      if (type === useCombobox.stateChangeTypes.InputChange) setTyped(inputValue)
    },
    onIsOpenChange: ({ isOpen: opens }) => {
      if (!opens) setTyped(null)
    },
    onSelectedItemChange: ({ selectedItem }) => {
      setTyped(null)
      if (selectedItem) onChange(selectedItem.id)
    },
  })

  return (
    <Field label={label} hint={hint} wrong={wrong} isBare={isBare}>
      {(described) => (
        <div className="combobox">
          <input
            {...getInputProps({ 'aria-labelledby': undefined })}
            {...described}
            className="input"
            placeholder={placeholder ?? say.parts.choose}
            onFocus={(event) => event.target.select()}
          />
          <button
            {...getToggleButtonProps({ 'aria-label': `${say.parts.choose} ${label}` })}
            type="button"
            className="icon-button combobox-open"
          >
            <ChevronsUpDown size={14} aria-hidden="true" />
          </button>
          <ul
            {...getMenuProps({ 'aria-label': label, 'aria-labelledby': undefined })}
            className={isOpen ? 'listbox' : 'listbox listbox-closed'}
          >
            {isOpen
              ? shown.map((item, index) => (
                  <li
                    key={item.id}
                    {...getItemProps({ item, index })}
                    className={`listbox-item ${index === highlightedIndex ? 'listbox-at' : ''}`}
                  >
                    <span>{item.label}</span>
                    <span className="quiet">{item.why ?? item.note}</span>
                  </li>
                ))
              : null}
            {isOpen && shown.length === 0 ? (
              <li className="listbox-item quiet">{say.parts.noMatches}</li>
            ) : null}
          </ul>
        </div>
      )}
    </Field>
  )
}
