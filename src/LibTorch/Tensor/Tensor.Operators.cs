namespace TorchSharp;

public static partial class torch
{
    // Numbers go to libtorch by value: only a Scalar that the caller made is an object.
    public unsafe partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
        public static Tensor operator +(Scalar left, Tensor right) => right.Plus(left.Value);
        public static Tensor operator +(Tensor left, int right) => left.Plus(Scalar.Integer(right));
        public static Tensor operator +(int left, Tensor right) => right.Plus(Scalar.Integer(left));
        public static Tensor operator +(Tensor left, long right) => left.Plus(Scalar.Integer(right));
        public static Tensor operator +(long left, Tensor right) => right.Plus(Scalar.Integer(left));
        public static Tensor operator +(Tensor left, float right) => left.Plus(Scalar.Real(right));
        public static Tensor operator +(float left, Tensor right) => right.Plus(Scalar.Real(left));
        public static Tensor operator +(Tensor left, double right) => left.Plus(Scalar.Real(right));
        public static Tensor operator +(double left, Tensor right) => right.Plus(Scalar.Real(left));

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
        public static Tensor operator -(Scalar left, Tensor right) => right.SubtractedFrom(left.Value);
        public static Tensor operator -(Tensor left, int right) => left.Minus(Scalar.Integer(right));
        public static Tensor operator -(int left, Tensor right) => right.SubtractedFrom(Scalar.Integer(left));
        public static Tensor operator -(Tensor left, long right) => left.Minus(Scalar.Integer(right));
        public static Tensor operator -(long left, Tensor right) => right.SubtractedFrom(Scalar.Integer(left));
        public static Tensor operator -(Tensor left, float right) => left.Minus(Scalar.Real(right));
        public static Tensor operator -(float left, Tensor right) => right.SubtractedFrom(Scalar.Real(left));
        public static Tensor operator -(Tensor left, double right) => left.Minus(Scalar.Real(right));
        public static Tensor operator -(double left, Tensor right) => right.SubtractedFrom(Scalar.Real(left));

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
        public static Tensor operator *(Scalar left, Tensor right) => right.Times(left.Value);
        public static Tensor operator *(Tensor left, int right) => left.Times(Scalar.Integer(right));
        public static Tensor operator *(int left, Tensor right) => right.Times(Scalar.Integer(left));
        public static Tensor operator *(Tensor left, long right) => left.Times(Scalar.Integer(right));
        public static Tensor operator *(long left, Tensor right) => right.Times(Scalar.Integer(left));
        public static Tensor operator *(Tensor left, float right) => left.Times(Scalar.Real(right));
        public static Tensor operator *(float left, Tensor right) => right.Times(Scalar.Real(left));
        public static Tensor operator *(Tensor left, double right) => left.Times(Scalar.Real(right));
        public static Tensor operator *(double left, Tensor right) => right.Times(Scalar.Real(left));

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);
        public static Tensor operator /(Scalar left, Tensor right) => right.Dividing(left.Value);
        public static Tensor operator /(Tensor left, int right) => left.Over(Scalar.Integer(right));
        public static Tensor operator /(int left, Tensor right) => right.Dividing(Scalar.Integer(left));
        public static Tensor operator /(Tensor left, long right) => left.Over(Scalar.Integer(right));
        public static Tensor operator /(long left, Tensor right) => right.Dividing(Scalar.Integer(left));
        public static Tensor operator /(Tensor left, float right) => left.Over(Scalar.Real(right));
        public static Tensor operator /(float left, Tensor right) => right.Dividing(Scalar.Real(left));
        public static Tensor operator /(Tensor left, double right) => left.Over(Scalar.Real(right));
        public static Tensor operator /(double left, Tensor right) => right.Dividing(Scalar.Real(left));
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        /// <summary>Same sizes and same elements.</summary>
        public bool Equals(Tensor target)
        {
            int equal;
            Done(Native.ps_equal(Handle, target.Handle, &equal), target);
            return equal != 0;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => Handle.GetHashCode();

        private Tensor Plus(NativeScalar value)
        {
            nint made;
            return Own(Native.ps_add_scalar(Handle, value, Scalar.Integer(1), &made), made, this);
        }

        private Tensor Minus(NativeScalar value)
        {
            nint made;
            return Own(Native.ps_sub_scalar(Handle, value, &made), made, this);
        }

        private Tensor SubtractedFrom(NativeScalar value)
        {
            nint made;
            return Own(Native.ps_rsub_scalar(Handle, value, &made), made, this);
        }

        private Tensor Times(NativeScalar value)
        {
            nint made;
            return Own(Native.ps_mul_scalar(Handle, value, &made), made, this);
        }

        private Tensor Over(NativeScalar value)
        {
            nint made;
            return Own(Native.ps_div_scalar(Handle, value, 0, &made), made, this);
        }

        private Tensor Dividing(NativeScalar value)
        {
            nint made;
            return Own(Native.ps_rdiv_scalar(Handle, value, &made), made, this);
        }
    }
}
