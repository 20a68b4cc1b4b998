/**
 * The words of a sales team's tables, by idea: what stands on one line says the same, in the languages bases are kept in.
 * Written folded (no accents, `strasse`); two or three words in a row are one entry. Data, so that a new language is a word
 * more on each line.
 */
const IDEAS = {
  name: 'name, nombre, nom, nome, naam, bezeichnung, denominazione',
  first: 'first name, given name, forename, christian name, vorname, prenom, nombre de pila, primeiro nome, voornaam, fname',
  last: 'last name, surname, family name, nachname, familienname, apellido, apellidos, nom de famille, cognome, sobrenome, achternaam, lname',
  full: 'full name, nombre completo, nom complet, nome completo, vollstandiger name',
  email: 'email, e mail, mail, emails, correo, correo electronico, courriel, email address, email addresses, mailadresse, e mail adresse',
  phone: 'phone, telephone, tel, telefon, telefono, telefone, telefoon, phone number, ph, telefonnummer, call, landline, festnetz, fijo',
  mobile: 'mobile, cell, cellphone, cell phone, mobile phone, handy, mobil, mobiltelefon, handynummer, movil, celular, portable, cellulare, mobiel, telemovel',
  website: 'website, url, link, page, profile, handle, homepage, web, site, webseite, internetseite, pagina web, sitio web, site web, sito web, site internet, domain, domains, web site, web address, dominio',
  company: 'company, organisation, organization, org, account, employer, firm, business, firma, unternehmen, empresa, compania, entreprise, societe, azienda, bedrijf, companies, arbeitgeber',
  person: 'person, contact, people, ansprechpartner, kontakt, contacto, persona, contatto, ansprechperson, contactpersoon, personne',
  customer: 'customer, client, kunde, cliente, klant',
  deal: 'deal, opportunity, angebot, offer, quote, quotation, oferta, presupuesto, devis, offerte, oportunidad, chance, verkaufschance',
  title: 'title, job title, role, position, job, cargo, puesto, funktion, poste, fonction, ruolo, functie, berufsbezeichnung, designation, occupation',
  department: 'department, dept, abteilung, departamento, departement, service, reparto, afdeling, bereich',
  team: 'team, staff, members, employees, mitarbeiter, empleados, equipo, equipe',
  headcount: 'headcount, employee count, number of employees, company size, employee range, mitarbeiterzahl, size, team size, effectif',
  description: 'description, about, summary, overview, beschreibung, descripcion, descrizione, omschrijving, descricao',
  note: 'note, notes, comment, comments, remarks, observaciones, notas, notizen, anmerkung, anmerkungen, bemerkung, bemerkungen, comentarios, commentaires, remarques, opmerkingen, kommentar',
  place: 'location, address, headquarters, standort, adresse, anschrift, direccion, ubicacion, indirizzo, adres, endereco, based, office address, based in',
  street: 'street, street address, address line 1, address 1, strasse, calle, rue, straat, street and number',
  line2: 'address line 2, address 2, street 2, adresszusatz',
  line3: 'address line 3, address 3',
  line4: 'address line 4, address 4',
  locality: 'city, town, locality, ort, stadt, ciudad, poblacion, ville, citta, plaats, cidade, village, localidad',
  region: 'region, province, county, state, bundesland, provincia, provincie, departement region, comunidad autonoma',
  postcode: 'postcode, zip, zip code, postal code, post code, zipcode, plz, postleitzahl, codigo postal, cp, code postal, cap, cep',
  country: 'country, land, pais, pays, paese, nation, country code',
  industry: 'industry, sector, branche, industria, secteur, settore, vertical, sektor',
  revenue: 'revenue, turnover, umsatz, facturacion, chiffre d affaires, fatturato, annual revenue, annual sales, jahresumsatz, ingresos',
  value: 'value, amount, price, worth, wert, betrag, preis, importe, valor, montant, valeur, prix, importo, prezzo, bedrag, precio, volumen',
  total: 'total, sum, gesamt, summe, lifetime, overall',
  stage: 'stage, status, phase, state of deal, estado, statut, stato, etapa, fase, stadium, pipeline stage',
  owner: 'owner, assigned to, assignee, responsible, zustandig, verantwortlich, responsable, propietario, comercial, rep, sales rep, agent, manager, betreuer',
  probability: 'probability, likelihood, wahrscheinlichkeit, probabilidad, probabilite, confidence, win rate',
  close: 'close, closing, closed, abschluss, cierre',
  founded: 'founded, foundation, gegrundet, grundung, fundada, fundacion, year founded, established, founding',
  salutation: 'salutation, anrede, tratamiento, civilite, prefix, honorific, saludo',
  language: 'language, sprache, idioma, langue, lingua, taal',
  birthday: 'birthday, date of birth, birth date, dob, geburtstag, geburtsdatum, cumpleanos, fecha de nacimiento, anniversaire, compleanno, verjaardag',
  tax: 'tax id, vat id, vat, vat number, ust idnr, ust id, ustid, nif, cif, tax number, siret, partita iva, btw nummer, umsatzsteuer id, ein',
  type: 'type, kind, typ, art, tipo, class',
  category: 'category, categoria, kategorie, categorie',
  level: 'level, tier, grade, rank, stufe, nivel, niveau',
  number: 'number, no, nr, num, numero, nummer, code, ref, reference, id, identifier, kennung, codigo',
  date: 'date, on, at, day, datum, fecha, data, tag, when, time',
  start: 'start, begin, beginning, starts, beginn, inicio, debut, from date',
  end: 'end, ends, ending, ende, fin, until, bis, hasta, expiry, expires, expiration',
  valid: 'valid, gultig, valido, valable',
  order: 'order, bestellung, auftrag, pedido, commande, ordine, bestelling',
  delivery: 'delivery, entrega, lieferung, liefer, livraison, consegna, levering, shipped, shipping',
  pay: 'paid, payment, pay, zahlung, bezahlt, pago, pagado, paiement, pagamento, betaling',
  invoice: 'invoice, rechnung, factura, facture, fattura, factuur, bill',
  sign: 'sign, signed, signature, unterschrieben, firmado, signe',
  seat: 'seat, seats, licence seat',
  area: 'floor area, area, sq ft, sqft, square feet, sqm, square metres, square meters, flache, superficie, surface',
  count: 'count',
  unit: 'unit, units, quantity, qty, menge, anzahl, stuck, unidades, cantidad, quantite',
  facebook: 'facebook, fb',
  linkedin: 'linkedin, linked in',
  twitter: 'twitter, x twitter',
  instagram: 'instagram, insta, ig',
} // prettier-ignore

/** Words that only join others, and words a field's type says already. */
const SILENT =
  'the of a an and or to by for in with via is has our their s de del la el les le du di der die das des von und y e et d per ' +
  'primary main l hq'

/** An idea that is one of a wider one. */
export const WIDER: ReadonlyMap<string, string> = new Map([['mobile', 'phone']])

/** Words that say which kind of value is meant, and nothing about which one. */
export const HEADS: ReadonlySet<string> = new Set(['number', 'date', 'name', 'website', 'person'])

const entries = Object.entries(IDEAS).flatMap(([idea, words]) =>
  words.split(', ').map((phrase) => [phrase, idea] as const),
)
/** Folded phrase → idea. */
export const IDEA_OF: ReadonlyMap<string, string> = new Map(entries)
export const IDEA_NAMES: ReadonlySet<string> = new Set(Object.keys(IDEAS))
export const SILENT_WORDS: ReadonlySet<string> = new Set(SILENT.split(' '))
