"""Under which ids the client libraries know the addresses that are served here."""

from __future__ import annotations

from typing import Any

# Area, resource, id, version of the resource (with a star: in preview only); below it the template.
_TABLE = """
core projects 603fe2ac-9723-48b9-88ad-09305aa6c6e1 4
  _apis/{resource}/{*projectId}
core members 294c494c-2600-4d7e-b76c-3dd50c3c95be 2
  _apis/projects/{projectId}/teams/{teamId}/{resource}
core teams 7a4d9ee9-3433-4347-b47a-7a80f1cf307e 3*
  _apis/{resource}
core processes 93878975-88c5-4e6a-8abb-7ddd77a8a7d8 1
  _apis/process/{resource}/{*processId}
core properties 4976a71a-4487-49aa-8aab-a1eda469037a 1*
  _apis/projects/{projectId}/{resource}
core teams d30a3dd1-f8ba-442a-b86a-bd0c0c383e59 3
  _apis/projects/{projectId}/{resource}/{*teamId}
distributedtask environments 8572b1fc-2482-47fa-8f74-7e3ed53ee54b 1
  {project}/_apis/{area}/{resource}/{environmentId}
distributedtask environmentdeploymentRecords 51bb5d21-4305-4ea6-9dbb-b7488af73334 1
  {project}/_apis/{area}/environments/{environmentId}/{resource}
git pullRequests 01a46dea-7d46-4d40-bc84-319e7c260d99 2
  {project}/_apis/{area}/{resource}/{pullRequestId}
git pullRequestWorkItems a92ec66c-5851-41a4-a96b-4a0860958844 1
  _apis/{area}/{projectId}/repositories/{repositoryId}/pullRequests/{pullRequestId}/workitems
git refs 4c36aadb-af42-45bb-80ca-6df5cd443e0d 1
  _apis/{area}/{projectId}/repositories/{repositoryId}/{resource}/{*filter}
git pullRequests 5318bf6c-115f-4828-ba3e-73eca825c276 2
  _apis/{area}/{projectId}/repositories/{repositoryId}/{resource}/{pullRequestId}
git pullRequests a5d28130-9cd2-40fa-9f08-902e7daa9efb 2
  {project}/_apis/{area}/{resource}
git refs 2d874a60-a811-4f62-9c9f-963a6ea0a55b 2
  {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{*filter}
git pullRequestWorkItems 0a637fcc-5370-4ce8-b0e8-98091f5f9482 1
  {project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/workitems
git repositories 225f7195-f9c7-4d14-ab28-a83f7ff77e1f 1
  {project}/_apis/{area}/{resource}/{repositoryId}
git repositories 88aea7e8-9501-45dd-ac58-b069aa73b926 1
  _apis/{area}/{projectId}/{resource}/{repositoryId}
git pullRequests 9946fd70-0d40-406e-b686-b4744cbbcc37 2
  {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{pullRequestId}
git pullRequestIterations d43911ee-6958-46b0-a42b-8445b8a0d004 2
  {project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/iterations/{iterationId}
git pullRequestIterationChanges 4216bdcf-b6b1-4d59-8b82-c34cc183fc8b 1
  {project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/iterations/{iterationId}/changes
git pullRequestLabels f22387e3-984e-4c52-9c6d-fbb8f14c812d 1
  {project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/labels/{labelIdOrName}
hooks subscriptions fc50d02a-849f-41fb-8af1-0a5216103269 1
  _apis/{area}/{resource}/{subscriptionId}
hooks eventTypes db4777cd-8e08-4a84-8ba3-c974ea033718 1
  _apis/{area}/publishers/{publisherId}/{resource}/{eventTypeId}
hooks publishers 1e83a210-5b53-43bc-90f0-d476a4e5d731 1
  _apis/{area}/{resource}/{publisherId}
Location ConnectionData 00d9565f-ed9c-4a06-9a50-00e7896ccab4 1*
  _apis/{resource}
Location ResourceAreas e81700f7-3be2-46de-8624-2eb35882fcaa 1*
  _apis/{resource}/{areaId}
operations operations 9a1b74b4-2ca8-4a9f-8470-c2f2e6fdc949 1
  _apis/{resource}/{operationId}
Pipelines runs 7859261e-d2e9-4a68-b820-a5d84cc5bb3d 2
  {project}/_apis/{area}/{pipelineId}/{resource}/{runId}
Pipelines pipelines 28e1305e-2afe-47bf-abaf-cbb0e6a91988 1
  {project}/_apis/{area}/{pipelineId}
wit tags bc15bc60-e7a8-43cb-ab01-2106be3983a1 1
  {project}/_apis/{area}/{resource}/{tagIdOrName}
wit fields b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94 3
  {project}/_apis/{area}/{resource}/{fieldNameOrRefName}
wit classificationNodes 5a172953-1b41-49d3-840a-33f79c3ce89f 2
  {project}/_apis/{area}/{resource}/{structureGroup}/{*path}
wit wiql 1a9c53f7-f243-4447-b110-35ef023636e4 2
  {project}/{team}/_apis/{area}/{resource}
wit updates 6570bf97-d02c-4a91-8d93-3abe9895b1a9 4
  {project}/_apis/{area}/workItems/{id}/updates/{updateNumber}
wit workItems 62d3d110-0047-428c-ad3c-4fe872c91c74 3
  {project}/_apis/{area}/{resource}/${type}
wit workItemRevisions f828fe59-dd87-495d-a17c-7a8d6211ca6c 2
  {project}/_apis/{area}/reporting/{resource}
wit classificationNodes a70579d1-f53a-48ee-a5be-7be8659023b9 2
  {project}/_apis/{area}/{resource}
wit workItemsBatch 908509b6-4248-4475-a1cd-829139ba419f 1
  {project}/_apis/{area}/{resource}
wit workItems 72c7ddf8-2cdc-4f60-90cd-ab71c14a399b 3
  {project}/_apis/{area}/{resource}/{id}
wit recyclebin b70d8d39-926c-465e-b927-b1bf0e5ca0e0 2
  {project}/_apis/{area}/{resource}/{id}
wit workItemLinks b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f 3
  {project}/_apis/{area}/reporting/{resource}
wit comments 608aac0a-32e1-4493-a863-b9cf4566d257 4*
  {project}/_apis/wit/workItems/{workItemId}/comments/{commentId}
wit revisions a00c85a5-80fa-4565-99c3-bcd2181434bb 3
  {project}/_apis/{area}/workItems/{id}/revisions/{revisionNumber}
wit workItemTypes 7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa 2
  {project}/_apis/{area}/{resource}/{type}
wit workItemTypeStates 7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa 1
  {project}/_apis/{area}/workitemtypes/{type}/states
wit workItemTypesField bd293ce5-3d25-4192-8e67-e8092e879efb 3
  {project}/_apis/{area}/workitemtypes/{type}/fields/{field}
wit commentsVersions 49e03b34-3be0-42e3-8a5d-e8dfb88ac954 1*
  {project}/_apis/wit/workItems/{workItemId}/comments/{commentId}/versions/{version}
wit workItemRelationTypes f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165 2
  _apis/{area}/{resource}/{relation}
wit workItemsDelete 8bc57545-27e5-420d-b709-f6e3ebcc1fc1 1
  {project}/_apis/{area}/{resource}
wit workItemTypeCategories 9b9f5734-36c8-415e-ba67-f83b45c31408 2
  {project}/_apis/{area}/{resource}/{category}
work teamsettings c3c1012b-bea7-49d7-b45e-1664e566f84c 1
  {project}/{team}/_apis/{area}/{resource}
work teamfieldvalues 07ced576-58ed-49e6-9c1e-5cb53ab8bf2a 1
  {project}/{team}/_apis/{area}/teamsettings/{resource}
work iterations c9175577-28a1-4b06-9197-8636af9f64ad 1
  {project}/{team}/_apis/{area}/teamsettings/{resource}/{id}
work rows 0863355d-aefd-4d63-8669-984c9b7b0e78 1
  {project}/{team}/_apis/{area}/boards/{board}/{resource}/{id}
work columns c555d7ff-84e1-47df-9923-a3fe0cd8751b 1
  {project}/{team}/_apis/{area}/boards/{board}/{resource}/{id}
work boards 23ad19fc-3b8e-4877-8462-b3f92bc06b40 1
  {project}/{team}/_apis/{area}/{resource}/{id}
work workitems 5b3ef1a6-d3ab-44cd-bafd-c7f45db850fa 1
  {project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}
Release deployments b005ef73-cddc-448e-9ba2-5193bf36b19f 2
  {project}/_apis/{area}/{resource}
Release releases a166fde7-27ad-408e-ba75-703c2cc9d500 8
  {project}/_apis/{area}/{resource}/{releaseId}
build workitems 5a21f5d2-5642-47e4-a0bd-1356e6731bee 2
  {project}/_apis/{area}/builds/{buildId}/{resource}
build Builds 0cd358e1-9217-4d94-8269-1c1ee6f93dcf 7
  {project}/_apis/{area}/{resource}/{buildId}
"""


def locations(newest: str) -> list[dict[str, Any]]:
    """Every address; what is newer than the server stays out of reach by its version."""
    lines = iter(_TABLE.strip().splitlines())
    return [_location(line, template.strip(), newest) for line, template in zip(lines, lines, strict=True)]


def _location(line: str, template: str, newest: str) -> dict[str, Any]:
    area, resource, id, version = line.split()
    released = min("7.1", newest)
    return {
        "id": id,
        "area": area,
        "resourceName": resource,
        "routeTemplate": template,
        "resourceVersion": int(version.rstrip("*")),
        "minVersion": "1.0",
        "maxVersion": newest,
        "releasedVersion": "0.0" if version.endswith("*") else released,
    }
