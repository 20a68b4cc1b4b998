type Settings<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], 'style' | 'dataset'>
> & {
  readonly aria?: Readonly<Record<string, string>>
}

/** A new element with properties, `aria-…` attributes and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  settings: Settings<Tag> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const { aria, ...properties } = settings
  const made = Object.assign(document.createElement(tag), properties)
  for (const [name, value] of Object.entries(aria ?? {}))
    made.setAttribute(name === 'role' ? name : `aria-${name}`, value)
  made.append(...children)
  return made
}
