from django.urls import path

from catalogue.views import comparison, coverage, export, finder, reports, tools, workflow

app_name = "catalogue"
urlpatterns = [
    path("", tools.tool_list, name="tool_list"),
    path("compare/", comparison.compare, name="compare"),
    path("compare/keep/", comparison.compare_keep, name="compare_keep"),
    path("compare/csv/", comparison.compare_csv, name="compare_csv"),
    path("compare/json/", comparison.compare_json, name="compare_json"),
    path("export/print/", export.export_print, name="export_print"),
    path("export/csv/", export.export_csv, name="export_csv"),
    path("export/json/", export.export_json, name="export_json"),
    path("find/", finder.find, name="find"),
    path("workflow/", workflow.workflow, name="workflow"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/tools/", coverage.coverage_tools, name="coverage_tools"),
    path("coverage/share/", coverage.coverage_share, name="coverage_share"),
    path("coverage/withdraw/", coverage.coverage_withdraw, name="coverage_withdraw"),
    path("coverage/brief/", coverage.coverage_brief, name="coverage_brief"),
    path("coverage/csv/", coverage.coverage_csv, name="coverage_csv"),
    path("coverage/<uuid:coverage>/", coverage.coverage_shared, name="coverage_shared"),
    path("coverage/<uuid:coverage>/copy/", coverage.coverage_copy, name="coverage_copy"),
    path("words/", tools.words, name="words"),
    path("suggest/", reports.suggest, name="suggest"),
    path("suggest/sent/", reports.sent, name="sent"),
    path("<slug:slug>/", tools.tool, name="tool"),
    path("<slug:slug>/report/", reports.report, name="report"),
]
