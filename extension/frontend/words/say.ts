/** Everything the screens say, in the language of whoever reads. A new language is a folder beside `en/` and a line here. */
import * as en from './en/all.ts'
import { type Language, language } from './locale.ts'

export type Words = typeof en

const WORDS: { readonly [spoken in Language]: Words } = { en }

export const say: Words = WORDS[language]
