"""The fields that every organisation has."""

from __future__ import annotations

from devlog_azure_devops.sandbox.model import FieldDef

COMMON = "Microsoft.VSTS.Common."
PLANNED = "Microsoft.VSTS.Scheduling."
PRIORITIES = ("1", "2", "3", "4")
SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")

# Reference, name, kind; a star: nobody writes it, an at sign: it holds an account.
_TABLE = """
System.Id|ID|integer|*
System.Rev|Rev|integer|*
System.Watermark|Watermark|integer|*
System.PersonId|Person ID|integer|*
System.Title|Title|string|
System.Description|Description|html|
System.History|History|history|
System.State|State|string|
System.Reason|Reason|string|
System.WorkItemType|Work Item Type|string|
System.TeamProject|Team Project|string|
System.AssignedTo|Assigned To|string|@
System.CreatedBy|Created By|string|@
System.CreatedDate|Created Date|dateTime|
System.ChangedBy|Changed By|string|@
System.ChangedDate|Changed Date|dateTime|
System.AuthorizedAs|Authorized As|string|*@
System.AuthorizedDate|Authorized Date|dateTime|*
System.RevisedDate|Revised Date|dateTime|*
System.AreaId|Area ID|integer|
System.AreaPath|Area Path|treePath|
System.AreaLevel1|Area Level 1|string|*
System.AreaLevel2|Area Level 2|string|*
System.AreaLevel3|Area Level 3|string|*
System.NodeName|Node Name|string|*
System.IterationId|Iteration ID|integer|
System.IterationPath|Iteration Path|treePath|
System.IterationLevel1|Iteration Level 1|string|*
System.IterationLevel2|Iteration Level 2|string|*
System.IterationLevel3|Iteration Level 3|string|*
System.Tags|Tags|plainText|
System.CommentCount|Comment Count|integer|*
System.Parent|Parent|integer|*
System.RelatedLinkCount|Related Link Count|integer|*
System.HyperLinkCount|Hyperlink Count|integer|*
System.ExternalLinkCount|External Link Count|integer|*
System.AttachedFileCount|Attached File Count|integer|*
System.RemoteLinkCount|Remote Link Count|integer|*
System.IsDeleted|Is Deleted|boolean|*
System.BoardColumn|Board Column|string|*
System.BoardColumnDone|Board Column Done|boolean|*
System.BoardLane|Board Lane|string|*
Microsoft.VSTS.Common.Priority|Priority|integer|
Microsoft.VSTS.Common.Severity|Severity|string|
Microsoft.VSTS.Common.ValueArea|Value Area|string|
Microsoft.VSTS.Common.Risk|Risk|string|
Microsoft.VSTS.Common.Activity|Activity|string|
Microsoft.VSTS.Common.StackRank|Stack Rank|double|
Microsoft.VSTS.Common.BacklogPriority|Backlog Priority|double|
Microsoft.VSTS.Common.BusinessValue|Business Value|integer|
Microsoft.VSTS.Common.TimeCriticality|Time Criticality|double|
Microsoft.VSTS.Common.AcceptanceCriteria|Acceptance Criteria|html|
Microsoft.VSTS.Common.Resolution|Resolution|html|
Microsoft.VSTS.Common.ResolvedReason|Resolved Reason|string|
Microsoft.VSTS.Common.StateChangeDate|State Change Date|dateTime|
Microsoft.VSTS.Common.ActivatedDate|Activated Date|dateTime|
Microsoft.VSTS.Common.ActivatedBy|Activated By|string|@
Microsoft.VSTS.Common.ResolvedDate|Resolved Date|dateTime|
Microsoft.VSTS.Common.ResolvedBy|Resolved By|string|@
Microsoft.VSTS.Common.ClosedDate|Closed Date|dateTime|
Microsoft.VSTS.Common.ClosedBy|Closed By|string|@
Microsoft.VSTS.Scheduling.StoryPoints|Story Points|double|
Microsoft.VSTS.Scheduling.Effort|Effort|double|
Microsoft.VSTS.Scheduling.Size|Size|double|
Microsoft.VSTS.Scheduling.OriginalEstimate|Original Estimate|double|
Microsoft.VSTS.Scheduling.RemainingWork|Remaining Work|double|
Microsoft.VSTS.Scheduling.CompletedWork|Completed Work|double|
Microsoft.VSTS.Scheduling.StartDate|Start Date|dateTime|
Microsoft.VSTS.Scheduling.FinishDate|Finish Date|dateTime|
Microsoft.VSTS.Scheduling.TargetDate|Target Date|dateTime|
Microsoft.VSTS.Scheduling.DueDate|Due Date|dateTime|
Microsoft.VSTS.TCM.ReproSteps|Repro Steps|html|
Microsoft.VSTS.TCM.SystemInfo|System Info|html|
Microsoft.VSTS.Build.FoundIn|Found In|string|
Microsoft.VSTS.Build.IntegrationBuild|Integration Build|string|
Microsoft.VSTS.CMMI.Blocked|Blocked|string|
Microsoft.VSTS.CMMI.RequirementType|Requirement Type|string|
Microsoft.VSTS.CMMI.Justification|Justification|html|
Microsoft.VSTS.CMMI.MitigationPlan|Mitigation Plan|html|
"""
_VALUES = {
    COMMON + "Priority": PRIORITIES,
    COMMON + "Severity": SEVERITIES,
    COMMON + "ValueArea": ("Architectural", "Business"),
    COMMON + "Risk": ("1 - High", "2 - Medium", "3 - Low"),
    COMMON + "Activity": ("Deployment", "Design", "Development", "Documentation", "Requirements", "Testing"),
    "Microsoft.VSTS.CMMI.Blocked": ("Yes", "No"),
}
SUGGESTED = frozenset({COMMON + "Activity"})
"""Fields whose values are proposals only."""


def _field(line: str) -> FieldDef:
    reference, name, kind, marks = line.split("|")
    return FieldDef(reference, name, kind, "*" in marks, _VALUES.get(reference, ()), "@" in marks)


FIELDS = {one.reference.casefold(): one for one in map(_field, _TABLE.strip().splitlines())}
"""By reference name in lower case."""
LONG = ("html", "history")
"""Kinds of fields that hold long texts."""
ALWAYS = tuple(one.reference for one in FIELDS.values() if one.reference.startswith("System."))
"""What every type has."""
_MOVES = "StateChangeDate ActivatedDate ActivatedBy ResolvedDate ResolvedBy ClosedDate ClosedBy"
STAMPED = tuple(COMMON + name for name in _MOVES.split())
"""What a change of state fills in."""
