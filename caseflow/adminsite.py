"""Django admin for administrators: it asks for the capability to configure, and nothing else."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

from caseflow.access import Capability


class CaseflowAdminSite(AdminSite):
    site_header = "Caseflow administration"
    site_title = "Caseflow"
    index_title = "Configure the office"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.can(Capability.CONFIGURE)


class CaseflowAdminConfig(AdminConfig):
    default_site = "caseflow.adminsite.CaseflowAdminSite"
