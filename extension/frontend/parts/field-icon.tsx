import {
  Barcode,
  Calendar,
  CalendarClock,
  CircleHelp,
  DollarSign,
  FileText,
  Globe,
  Hash,
  IdCard,
  Link2,
  List,
  type LucideIcon,
  Mail,
  MapPin,
  Paperclip,
  Percent,
  Phone,
  SquareCheck,
  Star,
  Timer,
  Type,
  User,
} from 'lucide-react'
import type { FieldType } from '../../../shared/field.ts'

const ICONS: { readonly [type in FieldType]: LucideIcon } = {
  text: Type,
  longText: FileText,
  richText: FileText,
  email: Mail,
  url: Globe,
  phone: Phone,
  domain: Globe,
  number: Hash,
  percent: Percent,
  currency: DollarSign,
  duration: Timer,
  rating: Star,
  checkbox: SquareCheck,
  date: Calendar,
  instant: CalendarClock,
  choice: List,
  person: User,
  reference: Link2,
  name: IdCard,
  place: MapPin,
  file: Paperclip,
  barcode: Barcode,
  opaque: CircleHelp,
}

/** The kind of a field as a small picture; its word is spoken elsewhere. */
export function FieldIcon({ type }: { readonly type: FieldType | undefined }) {
  const Icon = ICONS[type ?? 'opaque']
  return <Icon size={14} aria-hidden="true" />
}
