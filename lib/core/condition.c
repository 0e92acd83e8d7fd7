/* SPDX-License-Identifier: EUPL-1.2 */

/* The facts that policies may ask for. */

#include "core/condition.h"

#include <string.h>

/* Whether the fact has that value. */
typedef bool fact_fn(const struct cvd_timeline *t,
    const struct cvd_timeline_party *party, const char *value);

static bool
is_word(const char *const *names, int word, const char *value)
{
	return word != 0 && strcmp(names[word], value) == 0;
}

static bool
is_truth(bool truth, const char *value)
{
	return strcmp(value, truth ? "true" : "false") == 0;
}

static bool
is_target_kind(const struct cvd_timeline *t,
    const struct cvd_timeline_party *party, const char *value)
{
	(void)party;
	return t->received != NULL &&
	       is_word(cvd_target_kind_names, t->received->target_kind, value);
}

static bool
is_owner_class(const struct cvd_timeline *t,
    const struct cvd_timeline_party *party, const char *value)
{
	if (party != NULL && party->owner_class != CVD_CLASS_NONE)
		return is_word(cvd_owner_class_names, party->owner_class,
		    value);
	if (t->received != NULL &&
	    is_word(cvd_owner_class_names, t->received->owner_class, value))
		return true;
	for (size_t i = 0; party == NULL && i < t->party_count; i++)
		if (is_word(cvd_owner_class_names, t->parties[i].owner_class,
		        value))
			return true;
	return false;
}

static bool
is_multi_party(const struct cvd_timeline *t,
    const struct cvd_timeline_party *party, const char *value)
{
	size_t count = 0;

	(void)party;
	for (size_t i = 0; i < t->party_count; i++)
		if (!t->parties[i].removed)
			count++;
	return is_truth(count > 1, value);
}

static bool
is_vendor_acknowledged(const struct cvd_timeline *t,
    const struct cvd_timeline_party *party, const char *value)
{
	return is_truth(cvd_timeline_first(t, CVD_EVENT_VENDOR_ACKNOWLEDGED,
	                    party) != CVD_INSTANT_NONE,
	    value);
}

static bool
is_public(const struct cvd_timeline *t, const struct cvd_timeline_party *party,
    const char *value)
{
	return is_truth(cvd_timeline_first(t, CVD_ANCHOR_DISCLOSED_PUBLICLY,
	                    party) != CVD_INSTANT_NONE,
	    value);
}

static bool
is_not_recorded(const struct cvd_timeline *t,
    const struct cvd_timeline_party *party, const char *value)
{
	(void)t;
	(void)party;
	return is_truth(false, value);
}

static const struct {
	const char *name;
	fact_fn *has;
} facts[] = {
	{ "accidental", is_not_recorded },
	{ "critical_exception", is_not_recorded },
	{ "exploitation_expected", is_not_recorded },
	{ "exploited", is_not_recorded },
	{ "extension_told", is_not_recorded },
	{ "fixed_in_time", is_not_recorded },
	{ "grace_requested", is_not_recorded },
	{ "incomplete_patch", is_not_recorded },
	{ "multi_party", is_multi_party },
	{ "owner_class", is_owner_class },
	{ "partly_protected", is_not_recorded },
	{ "public", is_public },
	{ "severity", is_not_recorded },
	{ "target_kind", is_target_kind },
	{ "vendor_acknowledged", is_vendor_acknowledged },
	{ "vendor_responsive", is_not_recorded },
};

static fact_fn *
find_fact(const char *name)
{
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].has;
	return NULL;
}

bool
cvd_condition_is_known(const char *name)
{
	return find_fact(name) != NULL;
}

static bool
holds(const struct cvd_condition *condition, const struct cvd_timeline *t,
    const struct cvd_timeline_party *party)
{
	fact_fn *has = find_fact(condition->name);

	for (size_t i = 0; has != NULL && i < condition->values.count; i++)
		if (has(t, party, condition->values.item[i]))
			return true;
	return false;
}

bool
cvd_condition_all_hold(const struct cvd_items *conditions,
    const struct cvd_timeline *timeline, const struct cvd_timeline_party *party)
{
	const struct cvd_condition *condition = conditions->item;

	for (size_t i = 0; i < conditions->count; i++)
		if (!holds(&condition[i], timeline, party))
			return false;
	return true;
}
