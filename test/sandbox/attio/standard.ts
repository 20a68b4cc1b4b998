/** The objects Attio brings along, with their attributes in Attio's order. */

type Trait = 'fixed' | 'unique' | 'required' | 'many' | 'enriched'

/** Slug, title, type, traits: `fixed` cannot be written; `enriched` is filled by Attio from outside. */
type Row = readonly [slug: string, title: string, type: string, ...traits: Trait[]]

export type StandardObject = {
  readonly slug: string
  readonly singular: string
  readonly plural: string
  readonly always: boolean
  readonly attributes: readonly Row[]
}

const RECORD_ID: Row = ['record_id', 'Record ID', 'text', 'fixed', 'unique']
const CREATED: readonly Row[] = [
  ['created_at', 'Created at', 'timestamp', 'fixed'],
  ['created_by', 'Created by', 'actor-reference', 'fixed'],
]

const SOCIAL: readonly Row[] = [
  ['angellist', 'AngelList', 'text', 'enriched'],
  ['facebook', 'Facebook', 'text', 'enriched'],
  ['instagram', 'Instagram', 'text', 'enriched'],
  ['linkedin', 'LinkedIn', 'text', 'enriched'],
  ['twitter', 'Twitter', 'text', 'enriched'],
  ['twitter_follower_count', 'Twitter follower count', 'number', 'fixed', 'enriched'],
]

const CONTACT: readonly Row[] = [
  ['first_calendar_interaction', 'First calendar interaction', 'interaction', 'fixed'],
  ['last_calendar_interaction', 'Last calendar interaction', 'interaction', 'fixed'],
  ['next_calendar_interaction', 'Next calendar interaction', 'interaction', 'fixed'],
  ['first_email_interaction', 'First email interaction', 'interaction', 'fixed'],
  ['last_email_interaction', 'Last email interaction', 'interaction', 'fixed'],
  ['first_interaction', 'First interaction', 'interaction', 'fixed'],
  ['last_interaction', 'Last interaction', 'interaction', 'fixed'],
  ['next_interaction', 'Next interaction', 'interaction', 'fixed'],
  ['strongest_connection_strength_legacy', 'Connection strength (legacy)', 'number', 'fixed'],
  ['strongest_connection_strength', 'Connection strength', 'select', 'fixed'],
  ['strongest_connection_user', 'Strongest connection', 'actor-reference', 'fixed'],
]

/** What Attio calls communication intelligence: its history cannot be asked for. */
export const isContactIntelligence = (slug: string): boolean =>
  CONTACT.some(([contact]) => contact === slug)

export const CUSTOM_BEGINNING: readonly Row[] = [RECORD_ID]
export const CUSTOM_END: readonly Row[] = CREATED

export const STANDARD: readonly StandardObject[] = [
  {
    slug: 'people',
    singular: 'Person',
    plural: 'People',
    always: true,
    attributes: [
      RECORD_ID,
      ['name', 'Name', 'personal-name'],
      ['email_addresses', 'Email addresses', 'email-address', 'unique', 'many'],
      ['description', 'Description', 'text', 'enriched'],
      ['company', 'Company', 'record-reference'],
      ['job_title', 'Job title', 'text', 'enriched'],
      ['avatar_url', 'Avatar URL', 'text', 'fixed', 'enriched'],
      ['phone_numbers', 'Phone numbers', 'phone-number', 'many'],
      ['primary_location', 'Primary location', 'location', 'enriched'],
      ...SOCIAL,
      ...CONTACT,
      ['associated_deals', 'Associated deals', 'record-reference', 'many'],
      ['associated_users', 'Associated users', 'record-reference', 'many'],
      ...CREATED,
    ],
  },
  {
    slug: 'companies',
    singular: 'Company',
    plural: 'Companies',
    always: true,
    attributes: [
      RECORD_ID,
      ['domains', 'Domains', 'domain', 'unique', 'many'],
      ['name', 'Name', 'text'],
      ['description', 'Description', 'text', 'enriched'],
      ['team', 'Team', 'record-reference', 'many'],
      ['categories', 'Categories', 'select', 'many', 'enriched'],
      ['primary_location', 'Primary location', 'location', 'enriched'],
      ['logo_url', 'Logo URL', 'text', 'fixed', 'enriched'],
      ...SOCIAL,
      ['estimated_arr_usd', 'Estimated ARR', 'select', 'enriched'],
      ['funding_raised_usd', 'Funding raised', 'currency', 'enriched'],
      ['foundation_date', 'Foundation date', 'date', 'enriched'],
      ['employee_range', 'Employee range', 'select', 'enriched'],
      ...CONTACT,
      ['associated_deals', 'Associated deals', 'record-reference', 'many'],
      ['associated_workspaces', 'Associated workspaces', 'record-reference', 'many'],
      ...CREATED,
    ],
  },
  {
    slug: 'deals',
    singular: 'Deal',
    plural: 'Deals',
    always: false,
    attributes: [
      RECORD_ID,
      ['name', 'Deal name', 'text', 'required'],
      ['stage', 'Deal stage', 'status', 'required'],
      ['owner', 'Deal owner', 'actor-reference', 'required'],
      ['value', 'Deal value', 'currency'],
      ['associated_people', 'Associated people', 'record-reference', 'many'],
      ['associated_company', 'Associated company', 'record-reference'],
      ...CREATED,
    ],
  },
  {
    slug: 'users',
    singular: 'User',
    plural: 'Users',
    always: false,
    attributes: [
      RECORD_ID,
      ['person', 'Person', 'record-reference'],
      ['primary_email_address', 'Primary email address', 'email-address', 'required', 'unique'],
      ['user_id', 'User ID', 'text', 'required', 'unique'],
      ['workspace', 'Workspace', 'record-reference', 'many'],
      ...CREATED,
    ],
  },
  {
    slug: 'workspaces',
    singular: 'Workspace',
    plural: 'Workspaces',
    always: false,
    attributes: [
      RECORD_ID,
      ['workspace_id', 'Workspace ID', 'text', 'required', 'unique'],
      ['name', 'Name', 'text'],
      ['users', 'Users', 'record-reference', 'many'],
      ['company', 'Company', 'record-reference'],
      ['avatar_url', 'Avatar URL', 'text'],
      ...CREATED,
    ],
  },
]

/** Relationships: each end as object and attribute. */
export const PAIRS: readonly (readonly [string, string, string, string])[] = [
  ['people', 'company', 'companies', 'team'],
  ['people', 'associated_deals', 'deals', 'associated_people'],
  ['companies', 'associated_deals', 'deals', 'associated_company'],
  ['people', 'associated_users', 'users', 'person'],
  ['companies', 'associated_workspaces', 'workspaces', 'company'],
  ['users', 'workspace', 'workspaces', 'users'],
]

/** Attributes that are there only once another object is switched on. */
export const COMES_WITH: Readonly<Record<string, string>> = {
  associated_users: 'users',
  associated_workspaces: 'workspaces',
}

/** Options of the standard selects and stages of the standard status, by attribute slug. */
export const STANDARD_CHOICES: Readonly<Record<string, readonly string[]>> = {
  strongest_connection_strength: ['Very weak', 'Weak', 'Good', 'Strong', 'Very strong'],
  categories: ['B2B', 'B2C', 'E-commerce', 'Finance', 'Government', 'Health', 'SaaS', 'Software'],
  estimated_arr_usd: ['<$1M', '$1M-$10M', '$10M-$50M', '$50M-$100M', '$100M-$250M', '$250M-$500M', '$500M-$1B', '$1B+'],
  employee_range: ['1-10', '11-50', '51-250', '251-1K', '1K-5K', '5K-10K', '10K-50K', '50K-100K', '100K+'],
  stage: ['Lead', 'In Progress', 'Won 🎉', 'Lost'],
} // prettier-ignore
