/* SPDX-License-Identifier: EUPL-1.2 */

/* The Dutch and English words of letters. */

#include "core/words.h"

#include <stdbool.h>
#include <string.h>

enum language {
	EN,
	NL,
	LANGUAGES
};

struct words {
	const char *code; /* NULL ends a table */
	const char *text[LANGUAGES];
};

/* One row a code reads better than one wrapped as code. */
/* clang-format off */

static const struct words clocks[] = {
	{ "ack", { "acknowledgement of receipt", "ontvangstbevestiging" } },
	{ "assess", { "assessment of the report", "beoordeling van de melding" } },
	{ "fix", { "fix of the vulnerability", "oplossing van de kwetsbaarheid" } },
	{ "update", { "next status update", "volgend voortgangsbericht" } },
	{ "publish", { "publication", "publicatie" } },
	{ "publication", { "publication", "publicatie" } },
	{ NULL, { NULL, NULL } },
};

static const struct words clock_kinds[] = {
	{ "commitment", { "commitment", "toezegging" } },
	{ "target", { "target", "streven" } },
	{ "statutory", { "required by law", "wettelijke termijn" } },
	{ "limit", { "limit", "uiterste grens" } },
	{ "not-before", { "not before", "niet eerder dan" } },
	{ "reminder", { "reminder", "herinnering" } },
	{ NULL, { NULL, NULL } },
};

static const struct words outcomes[] = {
	{ "accepted", { "accepted", "geaccepteerd" } },
	{ "rejected", { "rejected", "afgewezen" } },
	{ "duplicate", { "duplicate", "dubbele melding" } },
	{ "redirected", { "redirected", "doorverwezen" } },
	{ "deferred", { "deferred", "aangehouden" } },
	{ NULL, { NULL, NULL } },
};

static const struct words reasons[] = {
	{ "resolved", { "the vulnerability has been resolved", "de kwetsbaarheid is opgelost" } },
	{ "mitigated", { "the risk has been reduced, or users have been informed", "het risico is verkleind of gebruikers zijn geïnformeerd" } },
	{ "accepted-risk", { "the owner knows the risk and accepts it", "de eigenaar kent het risico en aanvaardt het" } },
	{ "wont-fix", { "the owner has decided not to fix it", "de eigenaar heeft besloten het niet op te lossen" } },
	{ "informative", { "a true observation without an effect on security", "een juiste waarneming zonder gevolg voor de beveiliging" } },
	{ "duplicate", { "the vulnerability was known already", "de kwetsbaarheid was al bekend" } },
	{ "not-reproducible", { "it could not be reproduced with what we were given", "met de ontvangen gegevens was het niet na te bootsen" } },
	{ "not-applicable", { "it does not concern the system named", "het raakt het genoemde systeem niet" } },
	{ "out-of-scope", { "it is outside the scope of the policy", "het valt buiten het toepassingsgebied van het beleid" } },
	{ "excluded-class", { "the policy does not count such findings as a vulnerability", "het beleid telt zulke bevindingen niet als kwetsbaarheid" } },
	{ "not-affected", { "the product is not affected", "het product is niet kwetsbaar" } },
	{ "already-fixed", { "it had been solved before the report arrived", "het was opgelost voordat de melding binnenkwam" } },
	{ "no-response-reporter", { "our questions were not answered", "onze vragen zijn niet beantwoord" } },
	{ "incomplete", { "the report lacks what is needed to handle it", "de melding is te onvolledig om te behandelen" } },
	{ "submitted-elsewhere", { "it has already been brought to another party", "het is al bij een andere partij gemeld" } },
	{ "contact-brokered", { "we have put the parties in touch with each other", "wij hebben de partijen met elkaar in contact gebracht" } },
	{ "forwarded", { "it has been handed over to another desk or coordinator", "het is overgedragen aan een ander loket of een andere coördinator" } },
	{ "withdrawn-by-reporter", { "the reporter has withdrawn the report", "de melder heeft de melding ingetrokken" } },
	{ "spam", { "it is no report", "het is geen melding" } },
	{ "vendor-unresponsive", { "the owner or vendor has not responded", "de eigenaar of leverancier heeft niet gereageerd" } },
	{ NULL, { NULL, NULL } },
};

static const struct words escalations[] = {
	{ "no-response", { "the organisation does not respond", "de organisatie reageert niet" } },
	{ "inadequate-response", { "the organisation does not respond adequately", "de organisatie reageert niet goed" } },
	{ "multi-system", { "several systems are affected", "meerdere systemen zijn geraakt" } },
	{ "multi-vendor", { "several vendors are affected", "meerdere leveranciers zijn geraakt" } },
	{ "participant-silent", { "the participant does not respond", "de deelnemer reageert niet" } },
	{ "coordinator-silent", { "the coordinator does not respond", "de coördinator reageert niet" } },
	{ "disagrees-with-wont-fix", { "the reporter disagrees with the decision not to fix it", "de melder is het oneens met het besluit om niet op te lossen" } },
	{ "no-cvdp", { "the organisation has no disclosure policy", "de organisatie heeft geen beleid voor meldingen" } },
	{ "legal-protection", { "the reporter asks for legal protection", "de melder vraagt om juridische bescherming" } },
	{ "difficulties", { "the handling meets with difficulties", "de afhandeling loopt vast" } },
	{ "others-affected", { "other organisations are probably affected", "andere organisaties zijn waarschijnlijk ook geraakt" } },
	{ "process-will-not-complete", { "the process will not be completed", "de afhandeling zal niet worden voltooid" } },
	{ NULL, { NULL, NULL } },
};

static const struct words states[] = {
	{ "received", { "received", "ontvangen" } },
	{ "acknowledged", { "receipt acknowledged", "ontvangst bevestigd" } },
	{ "info-requested", { "waiting for information", "wacht op informatie" } },
	{ "accepted", { "accepted", "geaccepteerd" } },
	{ "rejected", { "rejected", "afgewezen" } },
	{ "deferred", { "deferred", "aangehouden" } },
	{ "notified", { "owner or vendor notified", "eigenaar of leverancier geïnformeerd" } },
	{ "escalated", { "brought to an intermediary", "voorgelegd aan een intermediair" } },
	{ "fixed", { "fixed", "opgelost" } },
	{ "published", { "published", "gepubliceerd" } },
	{ "closed", { "closed", "afgesloten" } },
	{ NULL, { NULL, NULL } },
};

static const struct words channels[] = {
	{ "form", { "form", "formulier" } },
	{ "email", { "e-mail", "e-mail" } },
	{ "phone", { "telephone", "telefoon" } },
	{ "post", { "letter by post", "brief per post" } },
	{ "person", { "in person", "in persoon" } },
	{ "unknown", { "way not recorded", "weg niet vastgelegd" } },
	{ NULL, { NULL, NULL } },
};

static const struct words weights[] = {
	{ "minor", { "minor", "klein" } },
	{ "major", { "major", "groot" } },
	{ NULL, { NULL, NULL } },
};

static const struct words fixes[] = {
	{ "available", { "available", "beschikbaar" } },
	{ "released", { "released", "uitgebracht" } },
	{ "deployed", { "deployed", "doorgevoerd" } },
	{ "verified", { "verified", "nagegaan" } },
	{ NULL, { NULL, NULL } },
};

static const struct words sources[] = {
	{ "own", { "our own knowledge", "onze eigen kennis" } },
	{ "signed-reply", { "a signed message of the party concerned", "een ondertekend bericht van de betrokken partij" } },
	{ "unsigned-reply", { "a message of the party concerned", "een bericht van de betrokken partij" } },
	{ "observed", { "what we have observed", "onze waarneming" } },
	{ "inferred", { "what follows from other facts", "wat uit andere feiten volgt" } },
	{ NULL, { NULL, NULL } },
};

static const struct words has[] = {
	{ "name", { "your name", "uw naam" } },
	{ "email", { "an e-mail address at which we can reach you", "een e-mailadres waarop wij u kunnen bereiken" } },
	{ "phone", { "a telephone number at which we can reach you", "een telefoonnummer waarop wij u kunnen bereiken" } },
	{ "target", { "the IP address, the URL or the name of what is affected", "het IP-adres, de URL of de naam van wat kwetsbaar is" } },
	{ "description", { "a description of the vulnerability", "een beschrijving van de kwetsbaarheid" } },
	{ NULL, { NULL, NULL } },
};

static const struct words exceptions[] = {
	{ "known-vulnerable-software", { "the software shown has known vulnerabilities", "de getoonde software bekende kwetsbaarheden heeft" } },
	{ "demonstrable-security-problem", { "it demonstrably leads to a security problem", "het aantoonbaar tot een beveiligingsprobleem leidt" } },
	{ NULL, { NULL, NULL } },
};

static const struct words credits[] = {
	{ "anonymous", { "a researcher who wishes to remain anonymous", "een onderzoeker die anoniem wil blijven" } },
	{ "desk", { "the team's own research", "eigen onderzoek van het team" } },
	{ NULL, { NULL, NULL } },
};

static const struct words who[] = {
	{ "desk", { "by us", "door ons" } },
	{ "reporter", { "by the reporter", "door de melder" } },
	{ NULL, { NULL, NULL } },
};

static const struct words news[] = {
	{ "info_received", { "your answer has arrived", "uw antwoord is binnengekomen" } },
	{ "assessed", { "your report has been assessed", "uw melding is beoordeeld" } },
	{ "contact_attempted", { "the owner or vendor has been approached", "de eigenaar of leverancier is benaderd" } },
	{ "vendor_acknowledged", { "the owner or vendor has confirmed that they know of it", "de eigenaar of leverancier heeft bevestigd ervan te weten" } },
	{ "escalated", { "an intermediary has been asked to act", "een intermediair is gevraagd op te treden" } },
	{ "fix_available", { "there is a fix", "er is een oplossing" } },
	{ "fix_released", { "a fix has been released", "er is een oplossing uitgebracht" } },
	{ "fix_deployed", { "a fix has been put in place", "er is een oplossing doorgevoerd" } },
	{ "fix_verified", { "the fix has been verified", "de oplossing is nagegaan" } },
	{ "published", { "an advisory has been published", "er is een beveiligingsadvies gepubliceerd" } },
	{ NULL, { NULL, NULL } },
};

static const struct words conduct[] = {
	{ "report-soon", { "report as soon as possible after finding it", "zo snel mogelijk na de ontdekking melden" } },
	{ "no-sharing-until-heard-or-resolved", { "share it with nobody until you hear from us or it is resolved", "met niemand delen tot u van ons hoort of het is opgelost" } },
	{ "no-more-than-needed", { "go no further than it takes to show it", "niet verder gaan dan nodig is om het aan te tonen" } },
	{ "in-scope", { "stay within the scope", "binnen het toepassingsgebied blijven" } },
	{ "proportional", { "act in proportion", "in verhouding handelen" } },
	{ "small-scale-proof", { "prove it on a small scale", "op kleine schaal aantonen" } },
	{ "minimal-evidence", { "gather no more evidence than needed", "niet meer bewijs verzamelen dan nodig" } },
	{ "evidence-without-personal-data-preferred", { "rather evidence without personal data", "liefst bewijs zonder persoonsgegevens" } },
	{ "no-availability-impact", { "keep services available", "diensten beschikbaar laten" } },
	{ "confidentiality", { "treat it as confidential", "het vertrouwelijk behandelen" } },
	{ "secure-channel", { "use the secure ways of communication", "de beveiligde communicatiemiddelen gebruiken" } },
	{ "timestamps", { "note dates and times", "data en tijden noteren" } },
	{ "good-faith", { "act in good faith", "te goeder trouw handelen" } },
	{ "malware", { "placing malware", "malware plaatsen" } },
	{ "data-copied", { "copying data", "gegevens kopiëren" } },
	{ "data-modified", { "changing data", "gegevens wijzigen" } },
	{ "data-deleted", { "deleting data", "gegevens verwijderen" } },
	{ "system-changed", { "changing the system", "het systeem veranderen" } },
	{ "parameter-change", { "changing or deleting settings of the system", "instellingen van het systeem wijzigen of verwijderen" } },
	{ "repeated-access", { "gaining access repeatedly", "herhaaldelijk toegang verkrijgen" } },
	{ "shared-access", { "sharing access with others", "toegang delen met anderen" } },
	{ "brute-force", { "brute-force attacks", "brute force" } },
	{ "denial-of-service", { "attacks on availability (denial of service)", "aanvallen op de beschikbaarheid (denial-of-service)" } },
	{ "ddos", { "distributed attacks on availability (DDoS)", "verdeelde aanvallen op de beschikbaarheid (DDoS)" } },
	{ "social-engineering", { "deceiving people (social engineering)", "mensen misleiden (social engineering)" } },
	{ "phishing", { "sending phishing mail", "phishing" } },
	{ "spam", { "sending spam", "spam versturen" } },
	{ "password-theft", { "stealing passwords", "wachtwoorden stelen" } },
	{ "video-sharing", { "sharing videos", "video's delen" } },
	{ "private-communications", { "using, keeping or revealing private communications", "besloten communicatie gebruiken, bezitten of onthullen" } },
	{ "illegally-obtained-data", { "using, keeping or revealing illegally obtained data", "onwettig verkregen gegevens gebruiken, bezitten of onthullen" } },
	{ NULL, { NULL, NULL } },
};

static const struct words conditions[] = {
	{ "fixed", { "that the vulnerability is fixed", "dat de kwetsbaarheid is opgelost" } },
	{ "reporter_consulted", { "that the reporter was consulted", "dat met de melder is overlegd" } },
	{ "reasonable_time_agreed", { "that a reasonable time was agreed on", "dat een redelijke termijn is afgesproken" } },
	{ "organisation", { "that the organisation agrees", "dat de organisatie instemt" } },
	{ NULL, { NULL, NULL } },
};

static const struct words clock_states[] = {
	{ "paused", { "paused until the reporter answers", "staat stil tot de melder antwoordt" } },
	{ NULL, { NULL, NULL } },
};

/* clang-format on */

static const struct words *const tables[] = {
	[CVD_WORDS_CLOCK] = clocks,
	[CVD_WORDS_CLOCK_KIND] = clock_kinds,
	[CVD_WORDS_OUTCOME] = outcomes,
	[CVD_WORDS_REASON] = reasons,
	[CVD_WORDS_ESCALATION] = escalations,
	[CVD_WORDS_STATE] = states,
	[CVD_WORDS_CHANNEL] = channels,
	[CVD_WORDS_WEIGHT] = weights,
	[CVD_WORDS_FIX] = fixes,
	[CVD_WORDS_SOURCE] = sources,
	[CVD_WORDS_HAS] = has,
	[CVD_WORDS_EXCEPTION] = exceptions,
	[CVD_WORDS_CREDIT] = credits,
	[CVD_WORDS_WHO] = who,
	[CVD_WORDS_NEWS] = news,
	[CVD_WORDS_CONDUCT] = conduct,
	[CVD_WORDS_CONDITION] = conditions,
	[CVD_WORDS_CLOCK_STATE] = clock_states,
};
_Static_assert(sizeof tables / sizeof tables[0] == CVD_WORDS_KINDS,
    "a table for each kind of words");

static const struct unit {
	const char *code;
	const char *one[LANGUAGES];
	const char *many[LANGUAGES];
} units[] = {
	/* in Dutch "uur" and "jaar" stay as they are behind a number */
	{ "hours", { "hour", "uur" }, { "hours", "uur" } },
	{ "calendar-days", { "calendar day", "kalenderdag" },
	    { "calendar days", "kalenderdagen" } },
	{ "working-days", { "working day", "werkdag" },
	    { "working days", "werkdagen" } },
	{ "months", { "month", "maand" }, { "months", "maanden" } },
	{ "years", { "year", "jaar" }, { "years", "jaar" } },
};

/* RFC 5646, 2.1.1: tags compare without regard to case. */
static enum language
language_of(const char *tag)
{
	bool nl = tag != NULL && (tag[0] == 'n' || tag[0] == 'N') &&
	          (tag[1] == 'l' || tag[1] == 'L') &&
	          (tag[2] == '\0' || tag[2] == '-');

	return nl ? NL : EN;
}

const char *
cvd_words_find(const char *language, enum cvd_words_kind kind, const char *code)
{
	const struct words *row;

	for (row = tables[kind]; row->code != NULL; row++) {
		if (strcmp(row->code, code) == 0)
			return row->text[language_of(language)];
	}
	return NULL;
}

const char *
cvd_words_text(const char *language, enum cvd_words_kind kind, const char *code)
{
	const char *text = cvd_words_find(language, kind, code);

	return text != NULL ? text : code;
}

static const char *
unit_word(enum language language, unsigned amount, const char *code)
{
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i].code, code) == 0)
			return amount == 1 ? units[i].one[language]
			                   : units[i].many[language];
	}
	return code;
}

void
cvd_words_amount(struct cvd_buf *out, const char *language, unsigned amount,
    const char *unit)
{
	cvd_buf_addf(out, "%u %s", amount,
	    unit_word(language_of(language), amount, unit));
}

void
cvd_words_term(struct cvd_buf *out, const char *language, unsigned amount,
    const char *unit, const char *calendar)
{
	cvd_words_amount(out, language, amount, unit);
	if (calendar == NULL || strcmp(unit, "working-days") != 0)
		return;
	cvd_buf_addf(out,
	    language_of(language) == NL ? ", kalender %s" : ", calendar %s",
	    calendar);
}
