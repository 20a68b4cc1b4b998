import { Copy } from 'lucide-react'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import { useToast } from './toast.tsx'

type Props = { readonly label: string; readonly hint: string; readonly value: string }

/** Something that is shown once, to be copied. Where the browser forbids copying, it can be marked and taken by hand. */
export function Secret({ label, hint, value }: Props) {
  const { toast } = useToast()
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => toast({ says: say.settings.copied, tone: 'good' }),
      () => undefined,
    )
  return (
    <div className="secret">
      <TextField label={label} hint={hint} value={value} onChange={() => {}} isReadOnly />
      <Button icon={Copy} onPress={() => void copy()}>
        {say.settings.copy}
      </Button>
    </div>
  )
}
