"""The sentences of approval, certification, review, category and serious condition."""

from cases.timeline import register

register("absence_approved", "Approved by the unit: {approved_by}", milestone=True)
register(
    "certified", "Certified from {first_day}", milestone=True, template="cases/_entry_decided.html"
)
register(
    "certification_withheld",
    "Certification withheld from {first_day}",
    milestone=True,
    template="cases/_entry_decided.html",
)
register(
    "certification_withdrawn",
    "Certification withdrawn from {first_day}",
    milestone=True,
    template="cases/_entry_decided.html",
)
register("certification_reversed", "Taken back: {what}, from {first_day}", milestone=True)
register("review_requested", "Review asked for; the answer is due {due_on}", milestone=True)
register(
    "review_answered",
    "Review answered: {outcome}",
    milestone=True,
    template="cases/_entry_answered.html",
)
register("category_set", "{category} from {first_day}", template="cases/_entry_decided.html")
register("category_reversed", "Taken back: {category}, from {first_day}")
register("marked_serious", "Marked as serious", milestone=True)
register("serious_cleared", "No longer marked as serious", milestone=True)
