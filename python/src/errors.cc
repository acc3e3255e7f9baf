// Errors of the library as exceptions of Python: interplay._errors says which.
#include "interplay/error.h"

#include "bindings.h"

namespace interplay::python {

void bind_errors(nb::module_&) {
  nb::register_exception_translator(
      [](const std::exception_ptr& pointer, void*) {
        try {
          std::rethrow_exception(pointer);
        } catch (const Error& error) {
          // The module is looked up late: it need not be there while this one is being imported.
          const nb::object make = nb::module_::import_("interplay._errors").attr("make_error");
          const Location& where = error.location();
          const nb::object raised = make(std::string(name(error.code())), error.message(), error.remedy(), where.path,
                                         where.line, where.column, std::string(error.what()));
          PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(raised.ptr())), raised.ptr());
        }
      },
      nullptr);
}

}  // namespace interplay::python
