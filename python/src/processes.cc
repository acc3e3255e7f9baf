// Several processes that train one model, as engines start them.
#include "interplay/cluster.h"

#include "bindings.h"

namespace interplay::python {
namespace {

std::string text_of(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }

nb::list allgather(Processes& processes, const nb::bytes& own) {
  const std::string bytes = text_of(own);
  std::vector<std::string> all;
  {
    const nb::gil_scoped_release unlocked;
    all = processes.allgather(bytes);
  }
  nb::list list;
  for (const std::string& part : all) list.append(nb::bytes(part.data(), part.size()));
  return list;
}

}  // namespace

void bind_processes(nb::module_& module) {
  nb::class_<Processes>(module, "Processes")
      .def(
          "__init__",
          [](Processes* self, std::size_t process, std::size_t processes, const std::string& rendezvous,
             double patience) {
            ClusterOptions options;
            options.process = process;
            options.processes = processes;
            options.rendezvous = rendezvous;
            options.patience = patience;
            const nb::gil_scoped_release unlocked;
            new (self) Processes(Processes::join(options));
          },
          nb::arg("process"), nb::arg("processes"), nb::arg("rendezvous"), nb::arg("patience"))
      .def("allgather", allgather)
      .def("fail", &Processes::fail, nb::call_guard<nb::gil_scoped_release>())
      .def("leave", &Processes::leave, nb::call_guard<nb::gil_scoped_release>());
}

}  // namespace interplay::python
