import { useState } from 'react'
import type { Conflict } from '../../../../shared/api/conflict.ts'
import { err, ok, type Result } from '../../../../shared/result.ts'
import type { Value } from '../../../../shared/value.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Switch } from '../../parts/switch.tsx'
import { useAct } from '../../worker/questions.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'

/** Can it be typed here? */
export const isPlain = (value: Value): boolean => value === null || typeof value !== 'object'

type Props = {
  readonly conflict: Conflict
  readonly field: string
  readonly onClose: () => void
}

/** A value of the person's own, written on both sides. */
export function AnotherValue({ conflict, field, onClose }: Props) {
  const { client } = useSignedIn()
  const like = conflict.app ?? conflict.crm ?? conflict.base
  const [text, setText] = useState(typeof like === 'boolean' || like === null ? '' : String(like))
  const [isOn, setOn] = useState(like === true)
  const read = readValue(like, text, isOn)
  const write = useAct(
    conflict.configId,
    () =>
      client.resolveConflict(conflict.id, {
        choice: 'value',
        value: read.ok && isPlain(read.value) ? read.value : null,
        valueSide: 'app',
      }),
    onClose,
  )
  return (
    <Dialog
      title={say.decide.anotherTitle(field)}
      says={say.decide.anotherSays}
      onClose={onClose}
      footer={
        <Button
          look="strong"
          isBusy={write.isBusy}
          why={read.ok ? null : read.error}
          onPress={write.run}
        >
          {say.decide.write}
        </Button>
      }
    >
      {typeof like === 'boolean' ? (
        <>
          <Switch label={field} isOn={isOn} onChange={setOn} />
          {write.problem ? <Notice tone="bad">{write.problem.message}</Notice> : null}
        </>
      ) : (
        <TextField
          label={say.decide.anotherLabel}
          value={text}
          onChange={setText}
          wrong={write.problem?.message ?? (read.ok ? null : read.error)}
          lines={typeof like === 'string' && like.length > 60 ? 5 : undefined}
        />
      )}
    </Dialog>
  )
}

/** What was typed, as a value of the same kind; nothing typed empties it. */
function readValue(
  like: Value,
  text: string,
  isOn: boolean,
): Result<string | number | boolean | null, string> {
  if (typeof like === 'boolean') return ok(isOn)
  if (text.trim() === '') return ok(null)
  if (typeof like !== 'number') return ok(text)
  // A comma groups digits for some and parts them for others: nobody’s number is guessed.
  const typed = Number(text.trim())
  return Number.isFinite(typed) ? ok(typed) : err(say.decide.notANumber)
}
