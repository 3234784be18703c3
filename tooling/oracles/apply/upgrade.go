package main

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/util/csaupgrade"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

type upgradeCase struct {
	ManagedFields []metav1.ManagedFieldsEntry `json:"managedFields"`
	From          []string                    `json:"from"`
	To            string                      `json:"to"`
	Subresource   string                      `json:"subresource,omitempty"`
	// One of these is the answer, null where nothing is to do: of several names client-go takes any first.
	Patches []json.RawMessage `json:"patches"`
}

// An upgrade of an object whose entries are mixed: some of another version, some more than once, some of other names.
func upgradeOf(random *rand.Rand, live object) upgradeCase {
	var entries []metav1.ManagedFieldsEntry
	for _, entry := range (&unstructured.Unstructured{Object: live}).GetManagedFields() {
		for range 1 + random.Intn(2) {
			copied := *entry.DeepCopy()
			// In the order in which servers write: client-go takes another order for a change.
			var fields fieldpath.Set
			check(fields.FromJSON(bytes.NewReader(copied.FieldsV1.Raw)))
			raw, err := fields.ToJSON()
			check(err)
			copied.FieldsV1.Raw = raw
			if random.Intn(4) == 0 {
				copied.APIVersion = "demo.kubets.dev/v1"
			}
			if random.Intn(2) == 0 {
				copied.Operation = metav1.ManagedFieldsOperationUpdate
			}
			if random.Intn(3) == 0 {
				copied.Manager = managers[random.Intn(len(managers))]
			}
			entries = append(entries, copied)
		}
	}
	if random.Intn(20) == 0 {
		entries = nil
	}
	target := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{ResourceVersion: "7", ManagedFields: entries}}
	of := upgradeCase{ManagedFields: entries, From: slices.Clone(managers[:1+random.Intn(2)]), To: managers[random.Intn(len(managers))]}
	if random.Intn(4) == 0 {
		of.Subresource = "status"
	}
	seen := sets.New[string]()
	// Go walks a set in any order, in some of them one time in eight; so often it has walked it in every one.
	for range 256 * len(of.From) {
		patch, err := csaupgrade.UpgradeManagedFieldsPatch(target, sets.New(of.From...), of.To, csaupgrade.Subresource(of.Subresource))
		check(err)
		if patch == nil {
			patch = []byte("null")
		}
		seen.Insert(string(patch))
	}
	for _, patch := range sets.List(seen) {
		of.Patches = append(of.Patches, json.RawMessage(patch))
	}
	return of
}
